/* The charsets that are read.
 *
 * Each alias leads to one converter of the C library, opened once and kept: the confined reader can
 * open no file, and the library loads its converters from files. Where mail commonly lies, the
 * alias leads to the superset that is meant (gb2312 to GB18030, iso-8859-1 to windows-1252). A
 * converter that does not open makes its charset unknown; nothing fails. */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "followupd/base/text.h"

static const struct alias {
    const char *alias;
    const char *name;
} aliases[] = {
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"us-ascii", "WINDOWS-1252"},
    {"ascii", "WINDOWS-1252"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso8859-1", "WINDOWS-1252"},
    {"iso_8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"latin-1", "WINDOWS-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-11", "CP874"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso8859-15", "ISO-8859-15"},
    {"latin-9", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"windows-874", "CP874"},
    {"tis-620", "CP874"},
    {"windows-1250", "WINDOWS-1250"},
    {"cp1250", "WINDOWS-1250"},
    {"windows-1251", "WINDOWS-1251"},
    {"cp1251", "WINDOWS-1251"},
    {"windows-1252", "WINDOWS-1252"},
    {"cp1252", "WINDOWS-1252"},
    {"windows-1253", "WINDOWS-1253"},
    {"windows-1254", "WINDOWS-1254"},
    {"windows-1255", "WINDOWS-1255"},
    {"windows-1256", "WINDOWS-1256"},
    {"windows-1257", "WINDOWS-1257"},
    {"windows-1258", "WINDOWS-1258"},
    {"cp437", "CP437"},
    {"ibm437", "CP437"},
    {"cp850", "CP850"},
    {"ibm850", "CP850"},
    {"cp852", "CP852"},
    {"ibm852", "CP852"},
    {"cp855", "CP855"},
    {"cp862", "CP862"},
    {"cp866", "CP866"},
    {"ibm866", "CP866"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"macintosh", "MACINTOSH"},
    {"x-mac-roman", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"x-mac-ce", "MAC-CENTRALEUROPE"},
    {"viscii", "VISCII"},
    {"armscii-8", "ARMSCII-8"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"euc-cn", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"gb18030", "GB18030"},
    {"iso-2022-cn", "ISO-2022-CN"},
    {"big5", "BIG5"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"cp950", "BIG5"},
    {"euc-tw", "EUC-TW"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"cp932", "CP932"},
    {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP-2"},
    {"iso-2022-jp-1", "ISO-2022-JP-2"},
    {"iso-2022-jp-2", "ISO-2022-JP-2"},
    {"iso-2022-jp-3", "ISO-2022-JP-3"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"ks_c_5601", "CP949"},
    {"cp949", "CP949"},
    {"uhc", "CP949"},
    {"johab", "JOHAB"},
    {"iso-2022-kr", "ISO-2022-KR"},
    {"utf-16", "UTF-16"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"utf-32", "UTF-32"},
    {"utf-32le", "UTF-32LE"},
    {"utf-32be", "UTF-32BE"},
};

enum { ALIASES = sizeof aliases / sizeof *aliases, UNKNOWN = -1 };

static const char replacement[] = "\xEF\xBF\xBD";

/* The converter of aliases[i] stands at the first place that has the same name. */
static struct converter {
    iconv_t handle;
    bool tried;
} converters[ALIASES];

static int find_alias(struct fu_slice charset)
{
    for (int i = 0; i < ALIASES; i++) {
        if (fu_slice_is(charset, aliases[i].alias)) {
            return i;
        }
    }
    return UNKNOWN;
}

/* The converter to UTF-8, or NULL. */
static const struct converter *converter_of(int alias)
{
    int first = 0;
    while (strcmp(aliases[first].name, aliases[alias].name) != 0) {
        first++;
    }
    struct converter *converter = &converters[first];
/* It stays open as long as the process lives. GCC's analyzer takes each for any of the others. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
    if (!converter->tried) {
        converter->tried = true;
        converter->handle = iconv_open("UTF-8", aliases[first].name);
    }
#pragma GCC diagnostic pop
    return converter->handle == (iconv_t)-1 ? NULL : converter;
}

const char *fu_charset_name(struct fu_slice charset)
{
    int alias = find_alias(charset);
    return alias == UNKNOWN || converter_of(alias) == NULL ? NULL : aliases[alias].name;
}

void fu_charset_open_all(void)
{
    for (int i = 0; i < ALIASES; i++) {
        converter_of(i);
    }
}

static struct fu_slice convert(
    struct fu_arena *arena, const struct converter *converter, struct fu_slice bytes)
{
    /* None of the charsets has a byte that takes more than three in UTF-8. */
    enum { GROWTH = 3, SPARE = 16 };
    size_t size = bytes.length * GROWTH + SPARE;
    char *start = fu_arena_allocate(arena, size, 1);
    char *out = start;
    size_t out_left = size;
    char *in = (char *)(uintptr_t)bytes.at; /* iconv() does not write to what it reads */
    size_t in_left = bytes.length;
    iconv(converter->handle, NULL, NULL, NULL, NULL);
    while (in_left > 0 && iconv(converter->handle, &in, &in_left, &out, &out_left) == (size_t)-1) {
        if (errno == E2BIG || out_left < sizeof replacement) {
            break;
        }
        memcpy(out, replacement, sizeof replacement - 1);
        out += sizeof replacement - 1;
        out_left -= sizeof replacement - 1;
        in++;
        in_left--;
    }
    /* Some hold the last character back, since an accent may follow. */
    iconv(converter->handle, NULL, NULL, &out, &out_left);
    return (struct fu_slice){start, (size_t)(out - start)};
}

static bool is_ascii(struct fu_slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        if ((unsigned char)bytes.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

struct fu_slice fu_charset_to_utf8(
    struct fu_arena *arena, struct fu_slice charset, struct fu_slice bytes)
{
    bool unnamed = charset.length == 0 || fu_slice_is(charset, "us-ascii");
    int alias = find_alias(unnamed ? (struct fu_slice){"windows-1252", 12} : charset);
    const struct converter *converter = alias == UNKNOWN ? NULL : converter_of(alias);
    const char *name = converter == NULL ? "" : aliases[alias].name;
    /* In these, bytes that look like ASCII may stand for something else. */
    bool shifts = strncmp(name, "UTF-", 4) == 0 || strncmp(name, "ISO-2022", 8) == 0;
    bool as_it_is = converter == NULL || strcmp(name, "UTF-8") == 0 ||
                    (!shifts && is_ascii(bytes)) ||
                    (unnamed && fu_text_is_utf8(bytes.at, bytes.length));
    return as_it_is ? bytes : convert(arena, converter, bytes);
}
