/* Commands by mail: lists and the lines of replies, settings, the end of a thread. */
#include "answering.h"

#include "followupd/followup/settings_change.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/compose.h"

/* Takes a mail of Alice's to a local part, with that text; the answer to it is in the store. */
static void write_to(struct world *world, const char *local_part, const char *text)
{
    struct fu_letter *mail =
        letter(world, fu_arena_print(world->arena, "c%u@example.org", world->uid + 1), local_part);

    mail->text = text;
    mail->subject = "x";
    take(world, mail, NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    assert_int_equal(world->taken.followups, 0);
}

static const char *list_token(struct world *world, int64_t person, int64_t part)
{
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&world->settings.key, "list", person, part, token);
    return token;
}

static const char *list_address(struct world *world, int64_t part)
{
    return fu_arena_print(
        world->arena, "list+%s", list_token(world, person_id(world, "alice@example.org"), part));
}

/* The lines of this mail act. */
static void a_reply_to_a_list_acts(void **state)
{
    struct world *world = *state;
    int64_t first = ask(world, "friday-q"), second = ask(world, "every2months-q");
    int64_t third = ask(world, "3days-q");

    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%lld 2w\n#%lld: skip\n%lld) Done.\n", (long long)first,
            (long long)second, (long long)third));
    assert_next(world, first, "2026-12-02T10:30");
    assert_next(world, second, "2027-03-18T08:00");
    assert_state(world, third, FU_DONE);
    assert_true(world->taken.owes_mail);
    assert_int_equal(world->taken.soonest, at("2026-12-02T10:30"));
}

/* What is a time with its number and all has two readings. */
static void a_line_that_is_a_time_by_itself_moves_no_number(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");
    fu_instant next = get(world, id)->next;

    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%lld december\n15 december\n", (long long)id));
    assert_int_equal(get(world, id)->next, next);
    assert_says(world, "is a time by itself");
    assert_null(strstr(last_answer(world), "There is no follow-up"));
    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "#%lld december\n", (long long)id));
    assert_next(world, id, "2026-12-01T08:00");
    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%lld 2 weeks\n", (long long)id));
    assert_next(world, id, "2026-12-02T10:30");
    write_to(
        world, list_address(world, 0), fu_arena_print(world->arena, "%lld: 9am\n", (long long)id));
    assert_next(world, id, "2026-11-19T09:00");
}

/* A text as a line of its own, with the number of a follow-up in the place of @. */
static const char *with_number(struct world *world, const char *text, int64_t id)
{
    const char *at = strchr(text, '@');

    return fu_arena_print(
        world->arena, "%.*s%lld%s\n", (int)(at - text), text, (long long)id, at + 1);
}

static void a_number_may_be_marked_as_one(void **state)
{
    static const char *const texts[] = {
        "(@) done", "@:done", "@)done", "@- done", "@ - done", "*(@) done*", "#@- done"};
    struct world *world = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t id = ask(world, "friday-q");

        write_to(world, list_address(world, 0), with_number(world, texts[i], id));
        if (get(world, id)->state != FU_DONE)
            fail_msg("did nothing: %s", texts[i]);
    }
}

/* What cannot be read is not hidden by a line that can. */
static void beside_orders_a_line_with_a_figure_is_answered(void **state)
{
    static const char *const texts[] = {"cancel @", "[@] cancel", "[@] 3dyas", "0+@ done",
        "No. @ done", "- @ done", "@x done", "see you at @"};
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_to(world, list_address(world, 0),
            fu_arena_print(world->arena, "Hello Sam\n%s%s", with_number(world, "#@ 2w", id),
                with_number(world, texts[i], id)));
        assert_state(world, id, FU_PENDING);
        assert_says(world, "Begin the line with the number");
        assert_null(strstr(last_answer(world), "Sam"));
    }
}

/* So many lines that ask for nothing. */
static const char *repeated(struct world *world, size_t lines)
{
    char *text = fu_arena_allocate(world->arena, 2 * lines + 1, 1);

    for (size_t i = 0; i < lines; i++) {
        text[2 * i] = 'x';
        text[2 * i + 1] = '\n';
    }
    return text;
}

/* So many lines above an order, whether that is done. */
static bool acts_below(struct world *world, size_t lines)
{
    int64_t id = ask(world, "friday-q");

    write_to(world, list_address(world, 0),
        fu_arena_print(
            world->arena, "%s%s", repeated(world, lines), with_number(world, "@ done", id)));
    return get(world, id)->state == FU_DONE;
}

static void a_line_for_each_of_a_list_finds_room(void **state)
{
    assert_true(acts_below(*state, 101));
    assert_true(acts_below(*state, 199));
    assert_false(acts_below(*state, 200));
}

/* Of many behind those that are read, the first says so; beside what was done as well. */
static void an_order_behind_the_lines_that_are_read_says_so(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");
    const char *skip = with_number(world, "@ skip", id);

    assert_false(acts_below(world, 200));
    assert_says(world, "Only the first 200 lines that you wrote are read");
    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%s%s%s%s", with_number(world, "@ 2w", id),
            repeated(world, 199), skip, skip));
    assert_next(world, id, "2026-12-02T10:30");
    assert_says(world, "skip");
    assert_says(world, "Only the first 200 lines that you wrote are read");
    assert_null(strstr(strstr(last_answer(world), "skip") + 1, "skip”"));
    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%s%ssee you in 2027\n", with_number(world, "@ 3w", id),
            repeated(world, 250)));
    assert_null(strstr(last_answer(world), "Only the first"));
}

static void a_setting_behind_the_lines_that_are_read_says_so(void **state)
{
    struct world *world = *state;

    write_to(world, "settings",
        fu_arena_print(
            world->arena, "time: 7:00\n%szone: paris\ntime: 6:00\n", repeated(world, 199)));
    assert_says(world, "zone: paris");
    assert_says(world, "Only the first 200 lines that you wrote are read");
    assert_null(strstr(last_answer(world), "6:00"));
    write_to(world, "settings", "");
    assert_says(world, "time is 07:00");
    assert_says(world, "zone is Europe/Berlin");
}

/* A mail program that marks nothing as quoted leaves our list among the new lines. */
static void our_own_list_without_marks_is_neither_done_nor_answered(void **state)
{
    static const char *const quotes[] = {
        "You have 2 pending follow-ups, soonest first. Times are those of\nEurope/Berlin.\n\n"
        "Friday, 20 November\n[@] done\n08:00, asked on 18 November\n",
        "Your pending follow-ups 1 to 100 (there are more), soonest first.\n\n[@] cancel\n",
        "You have one pending follow-up. Times are those of UTC.\n[@] cancel\n",
        "You asked to be reminded of these 2 today.\n\n[@] skip\nYou asked on 18 November\n",
        "[@] Proposal\n", "[@] Done deal 2027\n"};
    struct world *world = *state;
    int64_t done = ask(world, "friday-q"), other = ask(world, "friday-q");

    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        write_to(world, list_address(world, 0),
            fu_arena_print(world->arena, "%s\n%s", with_number(world, "@ done", done),
                with_number(world, quotes[i], other)));
        assert_state(world, other, FU_PENDING);
        if (strstr(last_answer(world), "Begin the line"))
            fail_msg("answered: %s", quotes[i]);
    }
    assert_state(world, done, FU_DONE);
}

/* The opening of what a list is told with is known again. */
static void a_list_and_the_settings_begin_as_is_said(void **state)
{
    static const struct fu_list_item items[2] = {
        {.number = 417, .about = "", .day = "", .time = "", .english = "", .tags = ""},
        {.number = 418, .about = "", .day = "", .time = "", .english = "", .tags = ""}};
    static const struct fu_list lists[] = {{.next = "", .zone = "UTC"},
        {.before = 100, .next = "", .zone = "UTC"},
        {.items = items, .count = 1, .next = "", .zone = "UTC"},
        {.items = items, .count = 2, .next = "", .zone = "UTC"},
        {.items = items, .count = 2, .before = 100, .next = "", .zone = "UTC"},
        {.items = items, .count = 2, .more = true, .next = "", .zone = "UTC"},
        {.not_read = "x", .next = "", .zone = "UTC"},
        {.needs_token = true, .next = "", .zone = "UTC"}};
    static const struct fu_service service = {"", "@remind.example.org", ""};
    static const struct fu_settings_text settings[] = {
        {.address = ""}, {.address = "", .not_read = "x"}};
    struct world *world = *state;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct fu_answer answer = {.closing = ""};

        fu_answer_list(world->arena, &service, &lists[i], &answer);
        assert_true(fu_answer_opens(answer.paragraphs[0]));
    }
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct fu_answer answer = {.closing = ""};

        fu_answer_settings(world->arena, &settings[i], &answer);
        assert_true(fu_answer_opens(answer.paragraphs[0]));
    }
    assert_false(fu_answer_opens("You have a point"));
    assert_false(fu_answer_opens("417 done"));
}

/* Below its opening our words cannot be told from theirs: a note may say anything. */
static void below_our_own_mail_no_line_acts(void **state)
{
    static const char *const openings[] = {"You asked to be reminded of these 2 today.",
        "You asked to be reminded of this today.", "You have 12 pending follow-ups, soonest first.",
        "Your pending follow-ups 101 to 200, soonest first.",
        "Nothing is changed: none of your lines begins with the number of a"};
    struct world *world = *state;
    int64_t first = ask(world, "friday-q"), second = ask(world, "friday-q");

    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        write_to(world, list_address(world, 0),
            fu_arena_print(world->arena, "%sThank you!\n\n%s\n[%lld] Plants\n\n%s",
                with_number(world, "@ 2w", first), openings[i], (long long)second,
                with_number(world, "@ done", second)));
        assert_next(world, first, "2026-12-02T10:30");
        assert_state(world, second, FU_PENDING);
        assert_says(world, "It stands below what I wrote");
    }
}

static void a_line_may_make_a_series_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");

    write_to(world, list_address(world, 0),
        fu_arena_print(world->arena, "%lld every monday 9am\n", (long long)id));
    assert_string_equal(get(world, id)->schedule.canonical, "everymonday9am");
}

static void what_is_no_order_changes_nothing(void **state)
{
    static const char *const texts[] = {"%lldx done\n", "%llddone\n", "%lld\n", "%lld: \n", "> %lld done\n",
        "done %lld\n", "-%lld done\n", "0%lldx\n", "[%lld] done\n", "%lld:00 done\n",
        "99999999999%lld done\n", "%lld list\n", "%lld 3dyas\n", "%lld done and dusted\n",
        "Hi\n\nFrom: x\nSent: y\n\n%lld done\n"};
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[200];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof text, texts[i], (long long)id);
#pragma GCC diagnostic pop
        write_to(world, list_address(world, 0), fu_arena_copy(world->arena, text));
        if (get(world, id)->state != FU_PENDING || get(world, id)->next != at("2026-11-20T08:00"))
            fail_msg("acted: %s", text);
    }
}

static void lines_act_with_the_persons_own_token_alone(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-q"), bob = meet(world, "bob@example.org");
    const char *text = fu_arena_print(world->arena, "%lld done\n", (long long)id);

    write_to(world, "list", text);
    write_to(world, "list+aaaaaaaaaaaaaaaaaaaa", text);
    write_to(world, fu_arena_print(world->arena, "list+%s", list_token(world, bob, 0)), text);
    write_to(world, list_address(world, 5), text); /* there are five parts, 0 to 4 */
    assert_state(world, id, FU_PENDING);
    write_to(world, list_address(world, 4), text);
    assert_state(world, id, FU_DONE);
}

static void lines_act_on_what_one_shares_in_alone(void **state)
{
    struct world *world = *state;
    struct fu_letter *mail;
    int64_t id = ask(world, "friday-q"), bob = meet(world, "bob@example.org");

    mail = letter(
        world, "b@example.org", fu_arena_print(world->arena, "list+%s", list_token(world, bob, 0)));
    mail->from = (struct fu_mailbox){"Bob", "bob@example.org"};
    mail->text = fu_arena_print(world->arena, "%lld cancel\n", (long long)id);
    take(world, mail, NOW, NOW);
    assert_state(world, id, FU_PENDING);
}

static struct fu_preferences preferences(struct world *world)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    return person->preferences;
}

static void settings_are_set_by_lines(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-q");

    write_to(world, "settings",
        "Zone: Paris\nTIME = 7am\nworkdays: mon - thu.\nReply-To: thread\nconfirm: always\n"
        "Thank you\n");
    assert_string_equal(preferences(world).zone, "Europe/Paris");
    assert_int_equal(preferences(world).morning, 7 * 60);
    assert_int_equal(preferences(world).workdays, 0x0f);
    assert_int_equal(preferences(world).reply_to, FU_REPLY_THREAD);
    assert_int_equal(preferences(world).confirm, FU_CONFIRM_ALWAYS);
    assert_next(world, id, "2026-11-20T07:00");
    assert_string_equal(get(world, id)->schedule.zone, "Europe/Berlin");
    write_to(world, "settings", "move: yes\n");
    assert_string_equal(get(world, id)->schedule.zone, "Europe/Paris");
}

static void a_setting_needs_no_colon(void **state)
{
    struct world *world = *state;

    meet(world, "alice@example.org");
    write_to(world, "settings",
        "bundle: on\ntime 7:30\nZone Europe/Paris.\nreply to thread\nConfirm  always\n");
    assert_true(preferences(world).bundle);
    assert_int_equal(preferences(world).morning, 7 * 60 + 30);
    assert_string_equal(preferences(world).zone, "Europe/Paris");
    assert_int_equal(preferences(world).reply_to, FU_REPLY_THREAD);
    assert_int_equal(preferences(world).confirm, FU_CONFIRM_ALWAYS);
    write_to(world, "settings", "Time is money.\nMove along\n");
    assert_says(world, "is no time of day");
    assert_says(world, "is no value of move");
    assert_int_equal(preferences(world).morning, 7 * 60 + 30);
}

static void our_own_settings_without_marks_are_no_wishes(void **state)
{
    struct world *world = *state;

    meet(world, "alice@example.org");
    write_to(world, "settings",
        "time: 7:30\n\nYour settings:\n\nzone is Asia/Tokyo\nThe time zone in which\n\n"
        "time is 08:00\nbundle off\n");
    assert_int_equal(preferences(world).morning, 7 * 60 + 30);
    assert_null(strstr(last_answer(world), "Tokyo"));
    assert_null(strstr(last_answer(world), "There is no setting"));
    assert_null(strstr(last_answer(world), "bundle"));
}

/* A reply to a mail of ours that says nothing to the settings. */
static void reply_to_settings(struct world *world, const char *local_part, const char *text)
{
    struct fu_letter *mail = numbered(world, local_part);

    mail->in_reply_to = "answer.1@remind.example.org";
    mail->text = text;
    take(world, mail, NOW, NOW);
}

static void a_reply_without_a_wish_is_told_that_it_changes_nothing(void **state)
{
    struct world *world = *state;
    size_t before;

    meet(world, "alice@example.org");
    write_to(world, "settings", "Hello\n");
    assert_null(strstr(last_answer(world), "Nothing is changed"));
    reply_to_settings(world, "settings", "back to 8:00\n");
    assert_says(world, "Nothing is changed: none of your lines names a setting.");
    assert_says(world, "back to 8:00");
    before = answers(world);
    reply_to_settings(world, "settings", "back to 8:00\n");
    assert_int_equal(answers(world), before);
    assert_string_equal(decision(world), "left alone");
    reply_to_settings(world, "reply+aaaaaaaaaaaaaaaaaaaa", "settings\n");
    assert_says(world, "Your settings:");
    assert_null(strstr(last_answer(world), "Nothing is changed"));
}

static void what_is_no_setting_is_left(void **state)
{
    static const char *const texts[] = {"zone: Atlantis\n", "zone is Europe/Paris\n",
        "> zone: Paris\n", "address: bob@example.org\n", "aliases: bob@example.org\n",
        "paused: yes\n", "https://example.org: paris\n", ": paris\n", "move: now\n", "zone:\n"};
    struct world *world = *state;
    struct fu_person *person;

    meet(world, "alice@example.org");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        write_to(world, "settings", texts[i]);
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    assert_string_equal(person->preferences.zone, "Europe/Berlin");
    assert_int_equal(person->alias_count, 0);
    assert_false(person->paused);
}

/* Who rotates has the old address end: it must not depend on how they write the word. */
static void a_line_rotates_the_feed_however_it_is_dressed(void **state)
{
    static const char *const texts[] = {"rotate\n", "Rotate.\n",
        "*rotate*\n\nOn 18 November 2026, Bob wrote:\n> x\n", "- rotate!\n"};
    static const char *const others[] = {
        "", "please rotate it\n", "> rotate\n", "Hello\nrotate\n"};
    const size_t count = sizeof texts / sizeof *texts;
    struct world *world = *state;
    struct fu_person *person;

    meet(world, "alice@example.org");
    world->settings.web = "https://remind.example.org";
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        write_to(world, "feed", others[i]);
    for (size_t i = 0; i < count; i++)
        write_to(world, "feed", texts[i]);
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    assert_int_equal(person->generation, count);
}

/* A mail to `cancel` with that subject, and an id that it names in that field of the letter. */
static void cancel(
    struct world *world, const char *subject, const char *reference, const char *enclosed)
{
    struct fu_letter *mail =
        letter(world, fu_arena_print(world->arena, "c%u@example.org", world->uid + 1), "cancel");
    const char **ids = fu_arena_allocate(world->arena, 2, sizeof *ids);

    ids[0] = reference;
    ids[1] = enclosed;
    mail->subject = subject;
    mail->references = ids;
    mail->reference_count = reference[0] != '\0';
    mail->enclosed = ids + 1;
    mail->enclosed_count = enclosed[0] != '\0';
    take(world, mail, NOW, NOW);
    assert_true(world->taken.owes_mail);
}

/* A follow-up of Alice's by a mail with that subject. */
static int64_t ask_about(struct world *world, const char *cadence, const char *subject)
{
    int64_t id = ask(world, cadence);
    struct fu_followup *followup = get(world, id);

    followup->subject = subject;
    begin(world);
    assert_good(world, fu_store_followup_set(world->store, followup, &world->error));
    commit(world);
    return id;
}

static void a_thread_ends_by_its_ids(void **state)
{
    struct world *world = *state;
    int64_t first = ask_about(world, "friday-q", "One"); /* its mail is m1 */
    int64_t second = ask_about(world, "friday-q", "Two");
    int64_t third = ask_about(world, "friday-q", "Three");

    cancel(world, "Re: Three", "m1@example.org", "");
    assert_state(world, first, FU_CANCELLED);
    assert_state(world, third, FU_PENDING); /* ids count before the subject */
    cancel(world, "Fwd: whatever", "", "m2@example.org");
    assert_state(world, second, FU_CANCELLED);
    assert_state(world, third, FU_PENDING);
}

static void without_ids_it_ends_by_its_subject(void **state)
{
    struct world *world = *state;
    int64_t one = ask_about(world, "friday-q", "Proposal");
    int64_t other = ask_about(world, "friday-q", "Re: Proposal");
    int64_t not = ask_about(world, "friday-q", "Proposals");

    cancel(world, "Fwd: AW: proposal", "unknown@example.org", "");
    assert_state(world, one, FU_CANCELLED);
    assert_state(world, other, FU_CANCELLED);
    assert_state(world, not, FU_PENDING);
    assert_int_equal(
        act(world, UNDO, one, person_id(world, "alice@example.org"), NOW, NULL), FU_OK);
    assert_state(world, one, FU_PENDING);
}

static void a_subject_of_many_ends_none(void **state)
{
    struct world *world = *state;
    int64_t ids[6];

    for (size_t i = 0; i < 6; i++)
        ids[i] = ask_about(world, "friday-q", "Hello");
    cancel(world, "Hello", "", "");
    for (size_t i = 0; i < 6; i++)
        assert_state(world, ids[i], FU_PENDING);
    act(world, CANCEL, ids[5], 0, NOW, NULL);
    cancel(world, "Hello", "", "");
    for (size_t i = 0; i < 6; i++)
        assert_state(world, ids[i], FU_CANCELLED);
}

static void a_mail_without_a_subject_ends_none(void **state)
{
    struct world *world = *state;
    int64_t id = ask_about(world, "friday-q", "");

    cancel(world, "", "", "");
    cancel(world, "Re:", "", "");
    assert_state(world, id, FU_PENDING);
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* One mail to both, in either order. */
static void a_new_feed_address_and_new_settings_of_one_mail_both_stay(void **state)
{
    static const char *const orders[][2] = {{"feed", "settings"}, {"settings", "feed"}};
    static const char *const zones[] = {"Asia/Tokyo", "Europe/Paris"};
    struct world *world = *state;
    struct fu_person *person;
    size_t i, j;

    world->settings.web = "https://remind.example.org";
    for (i = 0; i < 2; i++) {
        struct fu_recipient *both = fu_arena_allocate(world->arena, 2, sizeof *both);
        struct fu_letter *mail =
            letter(world, fu_arena_print(world->arena, "both%zu@example.org", i), "feed");

        for (j = 0; j < 2; j++)
            both[j].address = fu_arena_print(world->arena, "%s@remind.example.org", orders[i][j]);
        mail->recipients = both;
        mail->recipient_count = 2;
        mail->text = fu_arena_print(world->arena, "rotate\nzone: %s\n", zones[i]);
        take(world, mail, NOW, NOW);
        assert_good(world, fu_store_person_get(world->store, world->arena, alice_id(world), &person,
                               &world->error));
        assert_int_equal(person->generation, i + 1);
        assert_string_equal(person->preferences.zone, zones[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(a_reply_to_a_list_acts),
        with_world(a_line_may_make_a_series_of_it),
        with_world(a_line_that_is_a_time_by_itself_moves_no_number),
        with_world(a_number_may_be_marked_as_one),
        with_world(beside_orders_a_line_with_a_figure_is_answered),
        with_world(a_line_for_each_of_a_list_finds_room),
        with_world(an_order_behind_the_lines_that_are_read_says_so),
        with_world(a_setting_behind_the_lines_that_are_read_says_so),
        with_world(our_own_list_without_marks_is_neither_done_nor_answered),
        with_world(a_list_and_the_settings_begin_as_is_said),
        with_world(below_our_own_mail_no_line_acts),
        with_world(what_is_no_order_changes_nothing),
        with_world(lines_act_with_the_persons_own_token_alone),
        with_world(lines_act_on_what_one_shares_in_alone),
        with_world(settings_are_set_by_lines),
        with_world(a_new_feed_address_and_new_settings_of_one_mail_both_stay),
        with_world(a_setting_needs_no_colon),
        with_world(our_own_settings_without_marks_are_no_wishes),
        with_world(a_reply_without_a_wish_is_told_that_it_changes_nothing),
        with_world(what_is_no_setting_is_left),
        with_world(a_line_rotates_the_feed_however_it_is_dressed),
        with_world(a_thread_ends_by_its_ids),
        with_world(without_ids_it_ends_by_its_subject),
        with_world(a_subject_of_many_ends_none),
        with_world(a_mail_without_a_subject_ends_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
