/* What the tests of this room share. */
#ifndef FOLLOWUPD_TESTS_CALENDAR_HELP_H
#define FOLLOWUPD_TESTS_CALENDAR_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define assert_has(text, part)                                                                     \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            fail_msg("“%s” is not in\n%s", part, text);                                            \
    } while (0)
#define assert_lacks(text, part) assert_null(strstr(text, part))

#endif
