/* The words of the official papers.  Layout: Hướng dẫn 36-HD/VPTW; fields: Hướng dẫn 38-HD/BTCTW. */

#include "site/print.h"

#define LINE_OF(text_) { BLOCK_LINE, text_, NULL, NULL, NULL, NULL, NULL }
#define TEXT_OF(text_) { BLOCK_TEXT, text_, NULL, NULL, NULL, NULL, NULL }
#define PART_OF(kind_, text_) { kind_, text_, NULL, NULL, NULL, NULL, NULL }
#define ROWS_OF(text_, rows_, columns_) { BLOCK_TABLE, text_, rows_, "person", "person", columns_, NULL }

/* Phiếu đảng viên, form 2-HSĐV: its thirty items in their order. */
static const struct print_part member_sheet[] = {
	PART_OF(BLOCK_KIND, "PHIẾU ĐẢNG VIÊN"),
	PART_OF(BLOCK_MIDDLE, "(Mẫu 2-HSĐV)"),
	LINE_OF("Nơi sinh hoạt: {{unit}}"),
	LINE_OF("Số lý lịch: {{file_no}}        Số thẻ đảng viên: {{card_no}}"),
	LINE_OF("1. Họ và tên khai sinh: {{person.birth_name|upper}}        "
	        "Họ và tên đang dùng: {{person.name|upper}}"),
	LINE_OF("2. Giới tính: {{person.sex}}        3. Tên gọi khác, bí danh: {{person.other_names}}"),
	LINE_OF("4. Ngày sinh: {{person.born}}        5. Nơi đăng ký khai sinh: {{person.birth_place}}"),
	LINE_OF("6. Quê quán: {{person.home_place}}"),
	LINE_OF("7. Nơi thường trú: {{person.residence}}        Nơi tạm trú: {{person.stay_place}}"),
	LINE_OF("8. Dân tộc: {{person.ethnic}}        9. Tôn giáo: {{person.religion}}"),
	LINE_OF("10. Thành phần gia đình: {{person.family_class}}        "
	        "11. Nghề nghiệp hiện nay: {{person.occupation}}"),
	LINE_OF("12. Ngày vào Đảng: {{joined_on}}        Quyết định kết nạp ngày: {{decided_on}}        "
	        "Ngày chính thức: {{official_on}}"),
	LINE_OF("Người giới thiệu: {{introducers}}"),
	LINE_OF("13. Ngày được tuyển dụng: {{person.recruited_on}}        Cơ quan: {{person.recruited_by}}"),
	LINE_OF("14. Ngày vào Đoàn: {{person.union_on}}        15. Tổ chức xã hội khác: {{person.other_bodies}}"),
	ROWS_OF("16. Phục vụ trong quân đội, công an", "army_service", "from, to, rank, place"),
	{ BLOCK_TABLE, "17. Trình độ", "member_profile", "member", "id",
	  "education, profession, theory, languages, computing, minority_language", NULL },
	LINE_OF("18. Sức khỏe: {{person.health}}        Thương binh: {{person.wounded}}        Gia đình liệt sĩ: "
	        "{{person.martyr_family}}        Có công: {{person.merit}}"),
	LINE_OF("19. Số căn cước: {{person.citizen_id}}"),
	{ BLOCK_TABLE, "20. Miễn công tác và sinh hoạt đảng", "exemption", "member", "id", NULL, NULL },
	ROWS_OF("21. Quá trình hoạt động, công tác", "career", "from, to, work, place"),
	ROWS_OF("22. Đào tạo, bồi dưỡng", "training", "from, to, school, subject, form, certificate"),
	ROWS_OF("23. Khen thưởng", "award", "on, award, reason, by, decision_no"),
	{ BLOCK_TABLE, "24. Huy hiệu Đảng", "badge", "member", "id", "years, number, decided_on, decision",
	  "state = granted" },
	ROWS_OF("25. Danh hiệu được phong", "title_awarded", "on, title, by"),
	ROWS_OF("26. Kỷ luật", "past_discipline", "decided_on, kind, form, reason, by, decision_no"),
	ROWS_OF("27. Đặc điểm lịch sử", "past_event", "from, to, kind, what, place"),
	ROWS_OF("28. Quan hệ với nước ngoài", "abroad", "from, to, kind, country, what"),
	ROWS_OF("29. Hoàn cảnh gia đình", "family", "relation, name, born, home_place, residence, work, member"),
	ROWS_OF("30. Hoàn cảnh kinh tế", "economy", "year, income, income_each, house, land, business, hired"),
};

static const struct print_part admission_decision[] = {
	PART_OF(BLOCK_KIND, "QUYẾT ĐỊNH"),
	PART_OF(BLOCK_SUMMARY, "kết nạp đảng viên"),
	TEXT_OF("- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;"),
	TEXT_OF("- Xét nghị quyết {{cell_on|words}} của {{unit}} và nghị quyết {{committee_on|words}} của đảng ủy "
	        "cơ sở,"),
	PART_OF(BLOCK_MIDDLE, "QUYẾT ĐỊNH:"),
	TEXT_OF("Điều 1. Kết nạp {{person.name|upper}}, sinh {{person.born|words}}, quê quán {{person.home_place}}, "
	        "vào Đảng Cộng sản Việt Nam."),
	TEXT_OF("Điều 2. {{unit}} có trách nhiệm tổ chức lễ kết nạp đảng viên theo đúng quy định của Điều lệ Đảng, "
	        "chậm nhất {{hold_by|words}}."),
	TEXT_OF("Điều 3. Các cơ quan có liên quan, {{unit}} và đồng chí có tên ở Điều 1 thi hành quyết định này."),
};
static const char *const decision_recipients[] = { "- Như Điều 3,", "- Ban Tổ chức,", "- Lưu Văn phòng." };

static const struct print_part transfer_slip[] = {
	PART_OF(BLOCK_KIND, "GIẤY GIỚI THIỆU"),
	PART_OF(BLOCK_SUMMARY, "sinh hoạt đảng"),
	LINE_OF("Kính gửi: {{to_unit}} {{elsewhere}}"),
	TEXT_OF("Giới thiệu đồng chí {{member|upper}}, số thẻ đảng viên {{member.card_no}}, số lý lịch "
	        "{{member.file_no}}, vào Đảng ngày {{member.joined_on}}, chính thức ngày {{member.official_on}}."),
	TEXT_OF("Đang sinh hoạt tại: {{from_unit}}."),
	TEXT_OF("Được chuyển đến sinh hoạt đảng tại: {{to_unit}} {{elsewhere}}."),
	TEXT_OF("Đã đóng đảng phí đến hết tháng: {{fees_until}}. Số giấy: {{paper_no}}."),
	TEXT_OF("Hồ sơ kèm theo gồm: phiếu đảng viên, thẻ đảng viên, hồ sơ đảng viên và bản tự kiểm điểm có nhận xét."),
};

#define LINES_OF(text_, as_, columns_, where_) \
	{ BLOCK_TABLE, text_, "reconcile_line", "reconcile", "id", columns_, where_, as_ }
static const struct print_part reconcile_minutes[] = {
	PART_OF(BLOCK_KIND, "BIÊN BẢN"),
	PART_OF(BLOCK_SUMMARY, "đối chiếu {{name}}"),
	LINE_OF("Ngày đối chiếu: {{held_on}}. Tổ chức: {{unit}}"),
	LINE_OF("Đối chiếu với: {{against}}. Tệp: {{file}}"),
	LINE_OF("Danh sách ở đây: ngày {{on}}, theo sổ đến bút toán {{known}}. Điều kiện: {{condition}}"),
	LINE_OF("Đại diện bên ta: {{our_side}}"),
	LINE_OF("Đại diện bên kia: {{their_side}}"),
	PART_OF(BLOCK_HEADING, "I. Kết quả"),
	TEXT_OF("Ở đây {{here}} dòng, ở bảng kia {{there}} dòng; khớp {{same}}, khác nhau {{differing}}, chỉ có ở đây "
	        "{{only_here}}, chỉ có ở bảng kia {{only_there}}."),
	LINES_OF("II. Khác nhau", "different", "name, field, ours, theirs, decision, note",
	         "kind = different and file = 0"),
	LINES_OF("III. Khác nhau ở mục thuộc hồ sơ đảng viên", "different_file",
	         "name, field, file_ours, file_theirs, decision, note", "kind = different and file = 1"),
	LINES_OF("IV. Chỉ có ở đây", "only_here", "name, ours, remark, decision, note", "kind = only_here"),
	LINES_OF("V. Chỉ có ở bảng kia", "only_there", "name, line, theirs, remark, decision, note",
	         "kind = only_there"),
	PART_OF(BLOCK_HEADING, "VI. Kết luận"),
	TEXT_OF("{{conclusion}}"),
};
static const char *const minutes_recipients[] = { "- Bên đối chiếu,", "- Lưu." };

const struct print prints[] = {
	{ "member_sheet", "member", "Phiếu đảng viên (2-HSĐV)", true,
	  { .issuer = "{{unit|upper}}", .dated = "Ngày …… tháng …… năm ………", .post = "NGƯỜI KHAI" },
	  member_sheet, (int)COUNTOF(member_sheet) },
	{ "admission_decision", "admission", "Quyết định kết nạp đảng viên", false,
	  { .issuer = "{{approver|upper}}", .number = "{{decision}}", .dated = "{{approved_on|words}}",
	    .authority = "T/M BAN THƯỜNG VỤ", .recipient = decision_recipients,
	    .nrecipients = (int)COUNTOF(decision_recipients) },
	  admission_decision, (int)COUNTOF(admission_decision) },
	{ "transfer_slip", "transfer", "Giấy giới thiệu sinh hoạt đảng", false,
	  { .issuer = "{{from_unit|upper}}", .number = "Số {{paper_no}}", .dated = "{{decided_on|words}}",
	    .authority = "T/M CẤP ỦY" },
	  transfer_slip, (int)COUNTOF(transfer_slip) },
	{ "reconcile_minutes", "reconcile", "Biên bản đối chiếu", true,
	  { .issuer = "{{unit|upper}}", .number = "Số {{code}}", .dated = "{{held_on|words}}",
	    .post = "ĐẠI DIỆN BÊN TA", .recipient = minutes_recipients,
	    .nrecipients = (int)COUNTOF(minutes_recipients) },
	  reconcile_minutes, (int)COUNTOF(reconcile_minutes) },
};
const int nprints = (int)COUNTOF(prints);

/* ---- registers: Hướng dẫn 06-HD/TW, 8; Hướng dẫn 38-HD/BTCTW, II.1, V.1 ---- */

#define OF_MEMBER "member, member.person.born, member.file_no, member.card_no, "
const struct print_register print_registers[] = {
	{ "members", "Danh sách đảng viên", "member", NULL,
	  "person, person.born, person.sex, person.ethnic, file_no, card_no, joined_on, official_on, unit", "person",
	  true },
	{ "probationary", "Danh sách đảng viên dự bị", "member", "standing = probationary",
	  "person, person.born, person.sex, person.ethnic, joined_on, decided_on, unit", "joined_on, person", true },
	{ "admissions", "Sổ kết nạp đảng viên", "admission", "held_on in period",
	  "person, person.born, person.sex, person.ethnic, unit, approved_on, decision, held_on", "held_on, person",
	  false },
	{ "recognitions", "Sổ công nhận đảng viên chính thức", "recognition", "official_on in period",
	  OF_MEMBER "unit, decided_on, decision, official_on", "official_on", false },
	{ "deaths", "Sổ đảng viên từ trần", "death", "died_on in period",
	  OF_MEMBER "unit, died_on, paper_no, file_sent_on", "died_on", false },
	{ "removals", "Sổ đảng viên ra khỏi Đảng: xóa tên", "removal", "decided_on in period",
	  OF_MEMBER "unit, reason, decided_on, decision", "decided_on", false },
	{ "withdrawals", "Sổ đảng viên ra khỏi Đảng: xin ra", "withdrawal", "decided_on in period",
	  OF_MEMBER "unit, reason, decided_on, decision", "decided_on", false },
	{ "expulsions", "Sổ đảng viên ra khỏi Đảng: khai trừ", "expulsion", "decided_on in period",
	  OF_MEMBER "unit, decided_on, decision", "decided_on", false },
	{ "badges", "Sổ tặng Huy hiệu Đảng", "badge", "state = granted and decided_on in period",
	  OF_MEMBER "unit, years, number, decision, decided_on, given_on", "round, years, member", false },
	{ "badge_handovers", "Sổ giao nhận Huy hiệu Đảng", "badge", "state = granted and given_on in period",
	  "unit, member, years, number, decided_on, given_on", "unit, given_on", false },
	{ "cards", "Sổ phát thẻ đảng viên", "card_issue", "given_on in period",
	  "member, member.person.born, member.file_no, card_no, reason, unit, decision, given_on", "given_on, member",
	  false },
	{ "handovers", "Sổ giao nhận hồ sơ đảng viên", "file_handover", "sent_on in period",
	  "member, member.file_no, unit, receiver, elsewhere, papers, minutes, sent_on, received_on", "sent_on, member",
	  false },
	{ "loans", "Sổ mượn hồ sơ đảng viên", "file_loan", "lent_on in period",
	  "member, member.file_no, borrower, purpose, allowed_by, lent_on, due_on, returned_on", "lent_on, member",
	  false },
	{ "transfers", "Sổ giới thiệu sinh hoạt đảng", "transfer", "decided_on in period",
	  "paper_no, member, from_unit, to_unit, elsewhere, decided_on, left_on, received_on", "decided_on", false },
	{ "notices", "Sổ theo dõi phiếu báo chuyển sinh hoạt đảng", "transfer", "left_on in period",
	  "member, paper_no, from_unit, to_unit, elsewhere, left_on, received_on, returned_on", "left_on", false },
	{ "stays", "Sổ giới thiệu sinh hoạt đảng tạm thời", "temporary_stay", "away_from in period",
	  "member, unit, away_unit, away, away_from, away_until, paper_no, returned_on", "away_from", false },
	{ "residences", "Sổ giới thiệu giữ mối liên hệ nơi cư trú", "member_profile",
	  "residence_unit is set and valid_from in period", "member, member.unit, residence_unit, valid_from", "member",
	  false },
	{ "resolutions", "Sổ nghị quyết", "document", "kind = resolution and date in period",
	  "number, date, issuer, signer, title", "date, number", false },
	{ "awards", "Sổ khen thưởng", "award", NULL, "person, on, award, reason, by, decision_no", "on, person", true },
};
const int nprint_registers = (int)COUNTOF(print_registers);
