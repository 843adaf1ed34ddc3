/* Letters on the wire between reader and intake: a mail that has everything, and its bytes there.
 */
#ifndef FU_TEST_MAIL_WIRING_H
#define FU_TEST_MAIL_WIRING_H

#include "followupd/mail/wire.h"
#include "reading.h"

static const char rich[] =
    "Return-Path: <>\r\nX-Original-To: 3days@remind.example.org\r\n"
    "Delivered-To: inbox@example.org\r\n"
    "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org; spf=fail\r\n"
    "Received: from x (x [192.0.2.1]) (Authenticated sender: Älice)\r\n by mx.example.org with "
    "ESMTPSA id 1\r\n"
    " for <3days@remind.example.org>; Wed, 18 Nov 2026 10:30:02 +0100\r\n"
    "Date: Wed, 18 Nov 2026 10:30:00 -0330\r\nFrom: J\xC3\xBCrgen <j@example.org>\r\n"
    "To: a@b, B <c@d>\r\nCc: e@f\r\nBcc: g@h\r\nReply-To: i@j\r\nSubject: Gr\xC3\xBC\xC3\x9F"
    "e\r\n"
    "Message-ID: <1@b>\r\nIn-Reply-To: <2@b>\r\nReferences: <3@b> <2@b>\r\nX-Followupd: s\r\n"
    "Auto-Submitted: auto-replied\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\none\r\ntwo \xE2\x82\xAC\r\n"
    "--b\r\nContent-Type: image/png; name=x.png\r\n\r\nabc\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Final-Recipient: rfc822; bob@example.net\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <7.2@remind.example.org>\r\n"
    "X-Followupd: abc\r\n--b--\r\n";

static inline struct fu_buffer encoded(const struct fu_letter *letter)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_WIRE_MAX);
    fu_wire_encode(&buffer, letter);
    return buffer;
}

#endif
