/* Character references of HTML. */
#ifndef FU_MAIL_ENTITIES_H
#define FU_MAIL_ENTITIES_H

#include <stddef.h>
#include <stdint.h>

/* Reads the reference at text (which begins with "&"): its character, and in *taken how many bytes
 * it has. 0 when it is none that is known; *taken is then 1. */
uint32_t fu_entity_read(const char *text, size_t length, size_t *taken);

/* Writes the character as UTF-8 and gives how many bytes it took; out holds 4. A character that
 * UTF-8 cannot carry becomes U+FFFD. */
size_t fu_entity_write(uint32_t character, char *out);

#endif
