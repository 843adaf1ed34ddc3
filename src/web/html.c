/* Text to HTML. Whatever is put in by %s is escaped, so that forgetting it cannot happen. */
#include "html.h"

#include <stdarg.h>
#include <string.h>

#include "followupd/base/text.h"

void fu_html(struct fu_buffer *buffer, const char *format, ...)
{
    va_list values;
    size_t run;

    va_start(values, format);
    while (*format) {
        run = strcspn(format, "%");
        fu_buffer_add(buffer, format, run);
        format += run;
        if (strncmp(format, "%s", 2) == 0) {
            fu_html_escape(buffer, va_arg(values, const char *));
            format += 2;
        } else if (strncmp(format, "%d", 2) == 0) {
            fu_buffer_print(buffer, "%d", va_arg(values, int));
            format += 2;
        } else if (strncmp(format, "%zu", 3) == 0) {
            fu_buffer_print(buffer, "%zu", va_arg(values, size_t));
            format += 3;
        } else if (strncmp(format, "%lld", 4) == 0) {
            fu_buffer_print(buffer, "%lld", va_arg(values, long long));
            format += 4;
        } else if (*format == '%') {
            fu_buffer_add_char(buffer, '%');
            format += 2;
        }
    }
    va_end(values);
}
