/* The new lines of a reply.
 *
 * Mail programs say in many ways where the quotation begins. All of them are looked for, whatever
 * the language of the text, and whichever comes first counts: reading too little costs an answer
 * that says so, reading too much would act on our own words. One pass over the lines; nothing
 * fails. */
#include "followupd/mail/new_lines.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/text.h"

enum {
    RULE_LEAST = 5,        /* dashes or underscores that part a mail */
    DASHES_LEAST = 2,      /* around "Original Message"; "**done**" is but bold */
    INITIALS_MAX = 12,     /* of "Bob>" */
    ATTRIBUTION_LINES = 3, /* over how many lines "On … wrote:" may be broken */
    ATTRIBUTION_MAX = 600, /* octets of it */
    BANNER_LINES = 8,      /* of a gateway's warning */
    BROKEN_LINES = 2,      /* that a margin breaks off one line */
    MARGIN_LEAST = 60,     /* columns behind which mail programs break a line */
    HEADER_LABEL_MAX = 24  /* octets of "Gesendet:" */
};

/* One line without the blanks around it, those included that nobody sees. */
struct line {
    const char *text;
    size_t length;
};

struct reply {
    struct line *lines;
    size_t count;
    size_t margin; /* columns that fit into one of its marked lines */
};

/* How mail programs end the line above a quotation: "On 18 November 2026, Bob wrote:". */
static const char *const wrote[] = {"wrote", "writes", "schrieb", "a écrit", "écrit", "escribió",
    "ha scritto", "scrive", "schreef", "escreveu", "skrev", "kirjoitti", "napisał", "pisze",
    "napsal", "napísal", "írta", "a scris", "написал", "пишет", "пише", "написав", "yazdı",
    "έγραψε", "写道", "寫道", "書きました", "のメール", "작성", "va escriure"};

/* How it begins, where that tells it from a sentence. */
static const char *const on[] = {"on ", "am ", "le ", "el ", "il giorno ", "op ", "em ", "den ",
    "w dniu ", "dne ", "dňa ", "pe ", "a(z) ", "il "};

/* What a gateway writes above a mail from outside: it says that it is, and to be careful. */
static const char *const outside[] = {
    "extern", "outside of", "outside the", "outside your", "esterna", "esterno", "von außerhalb"};
static const char *const careful[] = {"caution", "warning", "careful", "achtung", "vorsicht",
    "attention", "atenci", "attenzione", "originated", "sender", "absender", "expéditeur"};
static const char *const short_banners[] = {"[external]", "[external email]", "[external sender]",
    "external email", "external sender", "*external email*", "*external sender*"};

/* The labels of a quoted header: who it is from, and what may stand below that. In lower case as
 * far as they are ASCII. */
static const char *const from_labels[] = {"from", "von", "de", "da", "van", "od", "från", "fra",
    "lähettäjä", "От", "От кого", "Від", "kimden", "gönderen", "feladó", "Από", "发件人", "寄件者",
    "寄件人", "差出人", "送信元", "送信者", "보낸 사람", "보낸사람", "expéditeur", "de la", "dari",
    "pošiljatelj", "Šalje", "saatja", "nuo", "từ", "จาก", "מאת", "من", "Шаље", "Пошиљалац"};
static const char *const other_labels[] = {"sent", "date", "to", "cc", "subject", "reply-to",
    "gesendet", "datum", "an", "betreff", "envoyé", "À", "à", "objet", "enviado", "enviada",
    "enviado el", "enviado em", "enviada em", "enviat", "enviat el", "per a", "fecha", "para",
    "asunto", "data", "inviato", "a", "oggetto", "verzonden", "aan", "onderwerp", "assunto",
    "wysłano", "wysłane", "do", "temat", "odesláno", "odoslané", "komu", "předmět", "predmet",
    "poslano", "za", "zadeva", "skickat", "till", "Ämne", "sendt", "til", "emne", "lähetetty",
    "vastaanottaja", "aihe", "saadetud", "išsiųsta", "nosūtīts", "trimis", "către", "subiect",
    "dikirim", "kepada", "Đã gửi", "ngày", "Đến", "Дата", "Кому", "Тема", "Отправлено", "Надіслано",
    "Изпратено", "До", "Относно", "Послато", "gönderildi", "gönderilen", "tarih", "kime", "konu",
    "elküldve", "dátum", "címzett", "tárgy", "Στάλθηκε", "Αποστολή", "Ημερομηνία", "Προς", "Θέμα",
    "发送时间", "收件人", "主题", "日期", "时间", "寄件日期", "收件者", "主旨", "送信日時", "日時",
    "日付", "宛先", "件名", "보낸 날짜", "날짜", "받는 사람", "받는사람", "제목", "ส่ง", "วันที่", "ถึง",
    "เรื่อง", "נשלח", "תאריך", "אל", "נושא", "تم الإرسال", "أرسلت", "التاريخ", "إلى", "الموضوع"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct line trim(const char *text, size_t length)
{
    length -= length > 0 && text[length - 1] == '\r';
    const char *start = fu_text_trim(text, &length);
    return (struct line){start, length};
}

static struct reply split(struct fu_arena *arena, const char *text)
{
    size_t most = 1;
    for (const char *at = text; *at != '\0' && most < FU_NEW_LINES_MAX; at++) {
        most += *at == '\n';
    }
    struct reply reply = {.lines = fu_arena_allocate(arena, most, sizeof *reply.lines)};
    while (*text != '\0' && reply.count < most) {
        size_t length = strcspn(text, "\n");
        reply.lines[reply.count++] = trim(text, length);
        text += length + (text[length] == '\n');
    }
    return reply;
}

/* ">", "|" or "»" in front, or somebody's initials and ">". */
static bool is_marked(struct line line)
{
    static const char *const marks[] = {">", "|", "»", "›", "│", "＞"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t length = strlen(marks[i]);
        if (line.length >= length && memcmp(line.text, marks[i], length) == 0) {
            return true;
        }
    }
    size_t initials = 0;
    while (initials < line.length && fu_is_letter(line.text[initials])) {
        initials++;
    }
    return initials > 0 && initials <= INITIALS_MAX && initials < line.length &&
           line.text[initials] == '>';
}

static bool is_dash(char c)
{
    return c == '-' || c == '_' || c == '=' || c == '*' || c == '~';
}

/* A line drawn across the mail, or one with words in it: "-----Original Message-----". */
static bool is_rule(struct line line)
{
    size_t before = 0, behind = 0;
    while (before < line.length && is_dash(line.text[before])) {
        before++;
    }
    if (before == line.length) {
        return before >= RULE_LEAST;
    }
    while (behind < line.length && is_dash(line.text[line.length - 1 - behind])) {
        behind++;
    }
    bool drawn = line.text[0] == '-' || line.text[0] == '=';
    size_t least = drawn ? DASHES_LEAST : RULE_LEAST;
    return before >= least && behind >= least;
}

/* GroupWise: ">>> Bob <bob@example.org> 18.11.2026 10:30 >>>", and no mark on what stands below. */
static bool is_framed(struct line line)
{
    enum { FRAME = 3, FRAMES = 2 * FRAME };
    return line.length > FRAMES && memcmp(line.text, ">>>", FRAME) == 0 &&
           memcmp(line.text + line.length - FRAME, ">>>", FRAME) == 0 &&
           is_blank(line.text[FRAME]) && is_blank(line.text[line.length - FRAME - 1]);
}

/* "--" (RFC 3676 4.3 has a blank behind it, which does not always arrive), or a long dash. */
static bool is_signature(struct line line)
{
    return (line.length == 2 && memcmp(line.text, "--", 2) == 0) ||
           (line.length == 3 && memcmp(line.text, "—", 3) == 0);
}

/* True when length octets of text are word, ASCII letters in any case. */
static bool is_word(const char *text, size_t length, const char *word)
{
    size_t i = 0;
    while (i < length && word[i] != '\0' && fu_lower(text[i]) == word[i]) {
        i++;
    }
    return i == length && word[i] == '\0';
}

/* The label of "From: Bob", "*Von:* Bob" or "De : Bob"; an empty one when there is none. */
static struct line label_of(struct line line)
{
    size_t at = 0;
    while (at < line.length && line.text[at] == '*') {
        at++;
    }
    const char *start = line.text + at;
    size_t length = 0;
    while (at + length < line.length && length <= HEADER_LABEL_MAX && start[length] != ':' &&
           strncmp(start + length, "：", 3) != 0) {
        length++;
    }
    if (at + length == line.length || length > HEADER_LABEL_MAX) {
        return (struct line){line.text, 0};
    }
    while (length > 0 && start[length - 1] == '*') {
        length--;
    }
    return trim(start, length);
}

static bool is_label(struct line line, const char *const *labels, size_t count)
{
    struct line label = label_of(line);
    for (size_t i = 0; i < count && label.length > 0; i++) {
        if (is_word(label.text, label.length, labels[i])) {
            return true;
        }
    }
    return false;
}

/* The first line that says something, from `at` on. */
static size_t skip_blank(const struct reply *reply, size_t at)
{
    while (at < reply->count && reply->lines[at].length == 0) {
        at++;
    }
    return at;
}

/* A field of a header in whatever language: a label, and behind it an address as mail programs
 * write it. A bare one stands in settings, too ("aliases: bob@example.org"). */
static bool is_address_field(struct line line)
{
    const char *open = memchr(line.text, '<', line.length);
    return label_of(line).length > 0 && open != NULL &&
           memchr(open, '@', (size_t)(line.text + line.length - open)) != NULL;
}

/* A quoted header begins here: "From: …" and, below it, another field of a header; or whatever
 * language it is in, a field with an address, and another field. */
static bool is_header(const struct reply *reply, size_t at)
{
    bool known = is_label(reply->lines[at], from_labels, sizeof from_labels / sizeof *from_labels);
    if (!known && !is_address_field(reply->lines[at])) {
        return false;
    }
    size_t next = skip_blank(reply, at + 1);
    if (next == reply->count) {
        return false;
    }
    return known ? is_label(
                       reply->lines[next], other_labels, sizeof other_labels / sizeof *other_labels)
                 : label_of(reply->lines[next]).length > 0;
}

static bool contains(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

static bool has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (contains(text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool starts_attribution(struct line line)
{
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++) {
        size_t length = strlen(on[i]);
        if (line.length > length && is_word(line.text, length, on[i])) {
            return strcspn(line.text, "0123456789") < line.length;
        }
    }
    return false;
}

static bool ends_with_colon(struct line line)
{
    return line.length > 0 &&
           (line.text[line.length - 1] == ':' ||
               (line.length > 2 && memcmp(line.text + line.length - 3, "：", 3) == 0));
}

/* The lines first to last as one, in lower case. */
static const char *joined(
    struct fu_arena *arena, const struct reply *reply, size_t first, size_t last)
{
    const char *text = "";
    for (size_t i = first; i <= last; i++) {
        text = fu_arena_print(arena, "%s%s%.*s", text, i > first ? " " : "",
            (int)(reply->lines[i].length < ATTRIBUTION_MAX ? reply->lines[i].length
                                                           : ATTRIBUTION_MAX),
            reply->lines[i].text);
    }
    return fu_text_lower(arena, text);
}

/* "… wrote:" with a date or an address; or whatever language it is in, an address and a colon at
 * the end. */
static bool is_attribution(const char *text)
{
    bool dated = text[strcspn(text, "0123456789")] != '\0';
    bool named = strchr(text, '@') != NULL;
    return named || (dated && has_any(text, wrote, sizeof wrote / sizeof wrote[0]));
}

/* Of a line that ends in a colon: where the attribution that it ends begins, which is the line
 * itself or one of those above it that are not empty; or the line behind when it ends none. */
static size_t attribution_start(struct fu_arena *arena, const struct reply *reply, size_t last)
{
    size_t first = last, begins = last + 1;
    if (!ends_with_colon(reply->lines[last])) {
        return begins;
    }
    for (;;) {
        if (begins > last && is_attribution(joined(arena, reply, first, last))) {
            begins = first;
        }
        if (begins <= last && starts_attribution(reply->lines[first])) {
            return first;
        }
        if (first == 0 || last - first + 1 == ATTRIBUTION_LINES ||
            reply->lines[first - 1].length == 0 || is_marked(reply->lines[first - 1])) {
            return begins;
        }
        first--;
    }
}

static bool is_plain(struct line line)
{
    return line.length > 0 && !is_marked(line);
}

/* Characters of UTF-8. */
static size_t columns(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

/* The margin at which the marked lines were broken, if they were, is not less than this: what
 * stands before the last word of one of them had room. A word by itself is never broken. */
static size_t find_margin(const struct reply *reply)
{
    size_t margin = MARGIN_LEAST;
    for (size_t i = 0; i < reply->count; i++) {
        struct line line = reply->lines[i];
        while (line.length > 0 && !is_blank(line.text[line.length - 1])) {
            line.length--;
        }
        line = trim(line.text, line.length);
        size_t width = is_marked(line) ? columns(line.text, line.length) : 0;
        margin = width > margin ? width : margin;
    }
    return margin;
}

/* Whether the line at `at` may have been broken off the one above: its first word had no room
 * there. What somebody writes below a short line is an answer to it. */
static bool overflows(const struct reply *reply, size_t at)
{
    struct line above = reply->lines[at - 1], line = reply->lines[at];
    size_t word = 0;
    while (word < line.length && !is_blank(line.text[word])) {
        word++;
    }
    return columns(above.text, above.length) + 1 + columns(line.text, word) > reply->margin;
}

/* What a margin broke off a marked line: it stands close between two marked ones. */
static bool is_broken_off(const struct reply *reply, size_t at)
{
    size_t first = at, next = at + 1;
    while (first > 0 && at - first < BROKEN_LINES && is_plain(reply->lines[first - 1])) {
        first--;
    }
    while (next < reply->count && next - at <= BROKEN_LINES && is_plain(reply->lines[next])) {
        next++;
    }
    bool close = first > 0 && next < reply->count && next - first <= BROKEN_LINES &&
                 is_marked(reply->lines[first - 1]) && is_marked(reply->lines[next]);
    for (size_t i = first; close && i <= at; i++) {
        close = overflows(reply, i);
    }
    return close;
}

/* What a reply has, line by line. */
struct reading {
    struct fu_arena *arena;
    const struct reply *reply;
    const char **found;
    size_t count;
};

/* A blank of any width is a blank to whoever reads it. */
static void take(struct reading *reading, struct line line)
{
    char *text = fu_arena_copy_n(reading->arena, line.text, line.length);
    size_t length = 0, blank;
    for (size_t at = 0; at<line.length; at += blank> 0 ? blank : 1) {
        bool wide;
        blank = fu_text_blank(line.text + at, line.length - at, &wide);
        if (wide) {
            text[length++] = ' ';
        } else {
            size_t taken = blank > 0 ? blank : 1;
            memcpy(text + length, line.text + at, taken);
            length += taken;
        }
    }
    text = fu_text_line(reading->arena, text, length, FU_NEW_LINE_MAX);
    if (*text != '\0') {
        reading->found[reading->count++] = text;
    }
}

/* The line from which on nothing is new; where the line at `at` opens a marked quotation, *at moves
 * to what stands below its attribution. */
static bool ends_here(struct reading *reading, size_t *at)
{
    const struct reply *reply = reading->reply;
    struct line line = reply->lines[*at];
    if (is_rule(line) || is_signature(line) || is_header(reply, *at)) {
        return true;
    }
    for (size_t last = *at; last < reply->count && last < *at + ATTRIBUTION_LINES; last++) {
        if (reply->lines[last].length == 0) {
            return false;
        }
        if (attribution_start(reading->arena, reply, last) == *at) {
            size_t next = skip_blank(reply, last + 1);
            *at = next;
            return next == reply->count || !is_marked(reply->lines[next]);
        }
    }
    return false;
}

/* A line drawn across the mail, without words. */
static bool is_drawn(struct line line)
{
    size_t dashes = 0;
    while (dashes < line.length && is_dash(line.text[dashes])) {
        dashes++;
    }
    return dashes == line.length && dashes >= RULE_LEAST;
}

/* Something that a gateway writes, and no part of a quotation. An order stands first in its line,
 * so none is in a line that begins with a figure. */
static bool is_banner_line(struct fu_arena *arena, const struct reply *reply, size_t at)
{
    struct line line = reply->lines[at];
    return line.length > 0 && !is_marked(line) && !is_framed(line) && !is_rule(line) &&
           !is_signature(line) && !is_header(reply, at) &&
           attribution_start(arena, reply, at) > at && strchr("#0123456789", *line.text) == NULL;
}

/* Whether the lines first to last warn of a mail from outside. The first of them has a part in it:
 * where that asks for something, it is no warning. */
static bool warns(struct fu_arena *arena, const struct reply *reply, size_t first, size_t last)
{
    const char *begins = joined(arena, reply, first, first);
    const char *text = joined(arena, reply, first, last);
    for (size_t i = 0; i < sizeof short_banners / sizeof *short_banners; i++) {
        if (strcmp(text, short_banners[i]) == 0) {
            return true;
        }
    }
    return (has_any(begins, outside, sizeof outside / sizeof *outside) ||
               has_any(begins, careful, sizeof careful / sizeof *careful)) &&
           has_any(text, outside, sizeof outside / sizeof *outside) &&
           has_any(text, careful, sizeof careful / sizeof *careful);
}

/* Behind the warning that the text begins with: a paragraph, or what stands between two drawn
 * lines. `at` where there is none. */
static size_t skip_banner(struct fu_arena *arena, const struct reply *reply, size_t at)
{
    size_t first = skip_blank(reply, at);
    bool drawn = first < reply->count && is_drawn(reply->lines[first]);
    if (drawn) {
        first = skip_blank(reply, first + 1);
    }
    size_t end = first;
    while (end < reply->count && end - first < BANNER_LINES && is_banner_line(arena, reply, end)) {
        end++;
    }
    if (end == first || end == reply->count || !warns(arena, reply, first, end - 1)) {
        return at;
    }
    size_t next = drawn ? skip_blank(reply, end) : end;
    bool ends = next < reply->count &&
                (drawn ? is_drawn(reply->lines[next]) : reply->lines[next].length == 0);
    return ends ? next + 1 : at;
}

static bool is_line(struct line line, const char *text)
{
    return line.length == strlen(text) && memcmp(line.text, text, line.length) == 0;
}

/* Where the text begins: of one that is signed within itself (RFC 9580 7), behind the armor, and
 * the dashes are taken off that mask others. The signature begins with a line that ends every text.
 */
static size_t open_signed(struct reply *reply)
{
    size_t at = skip_blank(reply, 0);
    if (at == reply->count || !is_line(reply->lines[at], "-----BEGIN PGP SIGNED MESSAGE-----")) {
        return 0;
    }
    while (at < reply->count && reply->lines[at].length > 0) {
        at++;
    }
    for (size_t i = at; i < reply->count; i++) {
        struct line line = reply->lines[i];
        if (line.length > 2 && memcmp(line.text, "- ", 2) == 0) {
            reply->lines[i] = trim(line.text + 2, line.length - 2);
        }
    }
    return at;
}

static void read_from(struct reading *reading, size_t at)
{
    const struct reply *reply = reading->reply;
    while (at < reply->count) {
        struct line line = reply->lines[at];
        size_t before = at;
        if (is_framed(line)) {
            break;
        }
        if (line.length == 0 || is_marked(line) || is_broken_off(reply, at)) {
            at++;
        } else if (ends_here(reading, &at)) {
            break;
        } else if (at == before) {
            take(reading, line);
            at++;
        }
    }
}

const char *const *fu_new_lines(struct fu_arena *arena, const char *text, size_t *count)
{
    struct reply reply = split(arena, text);
    struct reading reading = {.arena = arena,
        .reply = &reply,
        .found = fu_arena_allocate(arena, reply.count + 1, sizeof *reading.found)};
    reply.margin = find_margin(&reply);
    size_t begins = open_signed(&reply);
    size_t behind = skip_banner(arena, &reply, begins);
    read_from(&reading, behind);
    if (reading.count == 0 && behind != begins) {
        read_from(&reading, begins);
    }
    *count = reading.count;
    return reading.found;
}
