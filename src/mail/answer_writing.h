/* Writing an answer piece by piece: what is added stands below what was there. */
#ifndef FU_MAIL_ANSWER_WRITING_H
#define FU_MAIL_ANSWER_WRITING_H

#include "followupd/mail/commands.h"

struct fu_writing {
    struct fu_arena *arena;
    struct fu_answer *answer;
    const char **paragraphs;
    struct fu_section *sections;
    size_t sections_max;
    struct fu_action *actions;
};

/* Begins an empty answer with room for so many sections. */
void fu_write_begin(
    struct fu_writing *writing, struct fu_arena *arena, struct fu_answer *answer, size_t sections);

/* Adds a paragraph; "" adds none. */
void fu_write_paragraph(struct fu_writing *writing, const char *text);

/* Adds why a reply does nothing, and its first line, "" for none. */
void fu_write_not_read(struct fu_writing *writing, const char *why, const char *line);

/* Adds a section and gives it, to be given actions. */
struct fu_section *fu_write_section(
    struct fu_writing *writing, const char *title, const char *text);

/* Adds a thing to click below everything: a mail to an address, with that body. */
void fu_write_action(
    struct fu_writing *writing, const char *label, const char *mailto, const char *body);

/* The address of a local part. */
const char *fu_service_address(
    struct fu_arena *arena, const struct fu_service *service, const char *local_part);

/* "acme, garden" for "acme,garden". */
const char *fu_write_tags(struct fu_arena *arena, const char *tags);

#endif
