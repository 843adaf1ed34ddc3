/* Numbers, durations and sizes from text, with their ranges.
 *
 * Digits are ASCII 0-9 only; no sign, no blank, nothing behind the number; overflow is out of
 * range. */
#ifndef FOLLOWUPD_BASE_NUMBER_H
#define FOLLOWUPD_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

/* True and *value set when text (length bytes) is a whole number from minimum to maximum. */
bool fu_number_parse(
    const char *text, size_t length, int64_t minimum, int64_t maximum, int64_t *value);

/* A duration: one number and one unit, s m h or d ("90s", "5m", "14d"), in seconds; also a bare "0". */
bool fu_duration_parse(const char *text, int64_t minimum, int64_t maximum, int64_t *seconds);

/* A size: a number and nothing, K or M (1024 and 1024 * 1024 bytes). */
bool fu_size_parse(const char *text, int64_t minimum, int64_t maximum, int64_t *bytes);

/* The shortest spelling that fu_duration_parse reads back: 300 -> "5m". Below a second: "0". */
void fu_duration_print(int64_t seconds, char *text, size_t size);

/* As a person says it, two units at most: "2 hours 5 minutes", "3 days", "1 second". */
void fu_duration_say(int64_t seconds, char *text, size_t size);

#endif
