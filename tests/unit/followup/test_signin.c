/* Links, sessions, and who has neither. */
#include "world.h"

#include "followupd/followup/signin.h"
#include "followupd/mail/read.h"

static bool ask_link(struct world *world, const char *address, fu_instant now)
{
    bool sent;

    world->settings.web = "https://remind.example.org";
    begin(world);
    assert_good(world, fu_signin_ask(world->store, &world->settings, world->arena, address, now,
                           &sent, &world->error));
    commit(world);
    return sent;
}

/* The link in the last mail, which may be broken as quoted-printable, and who got it. */
static const char *link_mailed(struct world *world, fu_instant now, const char **recipient)
{
    static const char before[] = "https://remind.example.org/s/";
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    char *link = fu_arena_allocate(world->arena, FU_SIGNIN_SECRET_LENGTH + 1, 1);
    const struct fu_parcel *parcel;
    const char *at;
    size_t i;

    assert_true(claimed.count > 0);
    parcel = &claimed.parcels[claimed.count - 1];
    *recipient = parcel->recipient;
    at = strstr(parcel->bytes, before);
    assert_non_null(at);
    at += strlen(before);
    for (i = 0; i < FU_SIGNIN_SECRET_LENGTH; i++) {
        if (strncmp(at, "=\r\n", 3) == 0)
            at += 3;
        link[i] = *at++;
    }
    return link;
}

static const char *spend(struct world *world, const char *link, fu_instant now)
{
    const char *session;

    begin(world);
    assert_good(
        world, fu_signin_spend(world->store, world->arena, link, now, &session, &world->error));
    commit(world);
    return session;
}

static int64_t who(struct world *world, const char *session, fu_instant now)
{
    struct fu_person *person;

    assert_good(world, fu_signin_who(world->store, &world->settings, world->arena, session, now,
                           &person, &world->error));
    return person ? person->id : 0;
}

static bool looks_good(struct world *world, const char *link, fu_instant now)
{
    bool good;

    assert_good(world, fu_signin_look(world->store, link, now, &good, &world->error));
    return good;
}

static const char *sign_in(struct world *world, fu_instant now)
{
    const char *recipient;

    assert_true(ask_link(world, "alice@example.org", now));
    return spend(world, link_mailed(world, now, &recipient), now);
}

static void a_mailed_link_signs_in_once(void **state)
{
    struct world *world = *state;
    int64_t alice = meet(world, "alice@example.org");
    const char *recipient, *link, *session;

    assert_true(ask_link(world, " Alice@Example.ORG ", NOW));
    link = link_mailed(world, NOW, &recipient);
    assert_string_equal(recipient, "alice@example.org");
    assert_true(looks_good(world, link, NOW));
    assert_true(looks_good(world, link, NOW));
    session = spend(world, link, NOW);
    assert_non_null(session);
    assert_string_not_equal(session, link);
    assert_int_equal(who(world, session, NOW), alice);
    assert_false(looks_good(world, link, NOW));
    assert_null(spend(world, link, NOW));
    assert_int_equal(who(world, link, NOW), 0);
}

static void strangers_get_no_mail(void **state)
{
    static const char *const nobody[] = {"bob@example.org", "mallory@evil.example", "", "alice",
        "alice@example.org, bob@example.org", "a@b\r\nBcc: c@d", "3days@remind.example.org"};
    struct world *world = *state;
    size_t i;

    meet(world, "alice@example.org");
    meet(world, "mallory@evil.example");
    for (i = 0; i < sizeof nobody / sizeof *nobody; i++)
        assert_false(ask_link(world, nobody[i], NOW));
    assert_int_equal(turn(world, NULL, 0, NOW, FU_TURN_MAX).count, 0);
}

static void nobody_is_flooded_with_links(void **state)
{
    struct world *world = *state;
    int i;

    meet(world, "alice@example.org");
    for (i = 0; i < FU_SIGNIN_LINKS_MAX; i++)
        assert_true(ask_link(world, "alice@example.org", NOW));
    assert_false(ask_link(world, "alice@example.org", NOW + FU_SIGNIN_LINK_LIFE - 1));
    assert_true(ask_link(world, "alice@example.org", NOW + FU_SIGNIN_LINK_LIFE));
}

static void a_link_ends_in_time(void **state)
{
    struct world *world = *state;
    const char *recipient, *link;

    meet(world, "alice@example.org");
    ask_link(world, "alice@example.org", NOW);
    link = link_mailed(world, NOW, &recipient);
    assert_true(looks_good(world, link, NOW + FU_SIGNIN_LINK_LIFE - 1));
    assert_false(looks_good(world, link, NOW + FU_SIGNIN_LINK_LIFE));
    assert_null(spend(world, link, NOW + FU_SIGNIN_LINK_LIFE));
}

static void a_session_ends_in_time(void **state)
{
    struct world *world = *state;
    int64_t alice = meet(world, "alice@example.org");
    const char *session = sign_in(world, NOW);

    assert_int_equal(who(world, session, NOW + FU_SIGNIN_SESSION_LIFE - 1), alice);
    assert_int_equal(who(world, session, NOW + FU_SIGNIN_SESSION_LIFE), 0);
}

static void end(struct world *world, const char *session, bool everywhere)
{
    begin(world);
    assert_good(world, fu_signin_end(world->store, session, everywhere, NOW, &world->error));
    commit(world);
}

static void signing_out_ends_one_session_or_all(void **state)
{
    struct world *world = *state;
    const char *sessions[3];
    int i;

    meet(world, "alice@example.org");
    for (i = 0; i < 3; i++)
        sessions[i] = sign_in(world, NOW);
    end(world, sessions[0], false);
    assert_int_equal(who(world, sessions[0], NOW), 0);
    assert_true(who(world, sessions[1], NOW) != 0);
    end(world, "0000000000000000000000000000000000000000", true);
    assert_true(who(world, sessions[1], NOW) != 0);
    end(world, sessions[1], true);
    assert_int_equal(who(world, sessions[1], NOW), 0);
    assert_int_equal(who(world, sessions[2], NOW), 0);
}

static void who_is_no_longer_allowed_is_signed_out(void **state)
{
    struct world *world = *state;
    const char *session;

    meet(world, "alice@example.org");
    session = sign_in(world, NOW);
    world->settings.rules.allow.count = 0;
    assert_int_equal(who(world, session, NOW), 0);
}

static void what_is_no_secret_opens_nothing(void **state)
{
    static const char *const texts[] = {"", "x", "' OR 1=1 --",
        "0123456789abcdef0123456789abcdef0123456", "0123456789abcdef0123456789abcdef012345678",
        "0123456789ABCDEF0123456789ABCDEF01234567", "0123456789abcdef0123456789abcdef01234567"};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(looks_good(world, texts[i], NOW));
        assert_null(spend(world, texts[i], NOW));
        assert_int_equal(who(world, texts[i], NOW), 0);
    }
}

static void without_a_web_address_there_are_no_links(void **state)
{
    struct world *world = *state;
    bool sent;

    meet(world, "alice@example.org");
    begin(world);
    assert_good(world, fu_signin_ask(world->store, &world->settings, world->arena,
                           "alice@example.org", NOW, &sent, &world->error));
    commit(world);
    assert_false(sent);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_mailed_link_signs_in_once),
        TEST(strangers_get_no_mail), TEST(nobody_is_flooded_with_links), TEST(a_link_ends_in_time),
        TEST(a_session_ends_in_time), TEST(signing_out_ends_one_session_or_all),
        TEST(who_is_no_longer_allowed_is_signed_out), TEST(what_is_no_secret_opens_nothing),
        TEST(without_a_web_address_there_are_no_links)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
