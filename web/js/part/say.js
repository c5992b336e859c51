// Texts of the scripts, in the language of the page.  English is po/en.po, as tools/front.mjs puts it here: texts that
// stand in say('…') and nothing else.
const english = ENGLISH;

export const language = document.documentElement.lang === 'en' ? 'en-GB' : 'vi-VN';

export function say(text) {
	return language === 'vi-VN' ? text : english[text] ?? text;
}
