#!/bin/bash
# Files that go out open in LibreOffice without repair, where it is installed: each is converted and read again.
set -u
cd "$(dirname "$0")/.." || exit 2
command -v soffice >/dev/null || { echo "ok office: LibreOffice is not installed"; exit 0; }
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
export DANGVU_DB=sqlite:$dir/db HOME=$dir
program=build/dangvu-san
$program migrate >/dev/null || exit 1

say() { [ "$1" = 0 ] && echo "ok office: $2" || echo "not ok office: $2"; }

$program list code --format xlsx >"$dir/list.xlsx" && $program list code --format docx >"$dir/words.docx" &&
	$program report annual --period 2022 --format docx >"$dir/report.docx" &&
	$program print member_sheet --format docx >"$dir/template.docx" || exit 1
soffice --headless --convert-to csv --outdir "$dir/made" "$dir/list.xlsx" >/dev/null 2>&1
soffice --headless --convert-to pdf --outdir "$dir/made" "$dir/words.docx" "$dir/report.docx" "$dir/template.docx" >/dev/null 2>&1
rows=$($program list code --count)
[ "$(wc -l <"$dir/made/list.csv")" = $((rows + 1)) ]
say $? "a workbook has the rows of its list"
pdftotext "$dir/made/report.pdf" - 2>/dev/null | grep -q 'ĐẢNG CỘNG SẢN VIỆT NAM'
say $? "the report is words in Word"
pdftotext "$dir/made/words.pdf" - 2>/dev/null | grep -q 'TT'
say $? "a list is a table in Word"
pdftotext "$dir/made/template.pdf" - 2>/dev/null | grep -q '{{person.name|upper}}'
say $? "a template keeps its places"
