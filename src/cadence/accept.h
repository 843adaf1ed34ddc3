/* Whether a text is accepted, without a refusal. */
#ifndef FOLLOWUPD_CADENCE_ACCEPT_H
#define FOLLOWUPD_CADENCE_ACCEPT_H

#include "local.h"
#include "reading.h"
#include "resolve.h"

/* Longest text that has no canonical spelling beyond FU_CADENCE_TEXT_MAX whatever it says. */
enum { ACCEPT_SHORT = 44 };

/* Phase one, and phase two unless setting is NULL. True: fields and local are set. */
bool fu_cadence_accept(const char *text, size_t length, const struct fu_cadence_setting *setting,
    struct local *local, struct fields *fields);

/* The canonical spelling with flags and tags; tags is "acme,garden". */
void fu_cadence_spell_whole(
    struct draft *draft, const struct fields *fields, unsigned flags, const char *tags);

#endif
