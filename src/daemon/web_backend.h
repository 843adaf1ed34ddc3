/* What the pages show and do: the web room's callbacks, over followup and the store. */
#ifndef DAEMON_WEB_BACKEND_H
#define DAEMON_WEB_BACKEND_H

#include "followupd/followup/act.h"
#include "followupd/followup/feed.h"
#include "followupd/store/store.h"
#include "followupd/web/web.h"
#include "web_memory.h"
#include "worker.h"

struct web_backend {
    const struct fu_setup *setup;
    const struct duties *duties;
    struct fu_store *store;
    struct fu_feeds *feeds;
    struct feed_memory remembered;
};

/* FU_BAD_INPUT while the clock is in doubt: nothing is made or moved that counts from now. */
enum fu_status fu_web_refuse_doubt(
    const struct fu_act *act, struct fu_refusal *refusal, struct fu_error *error);

/* The callbacks, with backend as their context. */
struct fu_web_backend fu_web_backend(struct web_backend *backend);

/* Its parts: signing in; settings; calendars; what monitors ask. */
void fu_web_backend_signin(struct fu_web_backend *callbacks);
void fu_web_backend_settings(struct fu_web_backend *callbacks);
void fu_web_backend_feed(struct fu_web_backend *callbacks);
void fu_web_backend_monitor(struct fu_web_backend *callbacks);

#endif
