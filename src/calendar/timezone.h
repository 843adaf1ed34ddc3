/* VTIMEZONE components (RFC 5545 section 3.6.5) from the system's zone files. */
#ifndef FOLLOWUPD_SRC_CALENDAR_TIMEZONE_H
#define FOLLOWUPD_SRC_CALENDAR_TIMEZONE_H

#include "followupd/zone/zone.h"
#include "lines.h"

/* Describes a zone from an instant on, for ever. */
void fu_timezone_write(struct lines *lines, const struct fu_zone *zone, fu_instant from);

#endif
