/* What a mail may measure before it is parsed (DESIGN.md section 5). */
#ifndef FOLLOWUPD_MAIL_LIMITS_H
#define FOLLOWUPD_MAIL_LIMITS_H

enum {
    FU_MAIL_SIZE_MAX = 10 * 1024 * 1024,
    FU_MAIL_HEADER_MAX = 128 * 1024, /* the header block of the mail or of any part */
    FU_MAIL_FIELD_MAX = 32 * 1024,   /* one field, folded lines and all */
    FU_MAIL_FIELDS_MAX = 1000,
    FU_MAIL_COMMENT_DEPTH_MAX = 16, /* comments in a structured field, groups in an address field */
    FU_MAIL_DEPTH_MAX = 32,         /* multiparts and mails one within the other */
    FU_MAIL_PARTS_MAX = 1000,       /* besides the mail itself */
    FU_MAIL_ADDRESSES_MAX = 500,    /* in one field and in one list; the rest is not read */
    FU_MAIL_REFERENCES_MAX = 50,
    FU_MAIL_ID_MAX = 250,       /* octets of a Message-ID */
    FU_MAIL_SUBJECT_MAX = 1000, /* octets of UTF-8 */
    FU_MAIL_NAME_MAX = 200,
    FU_MAIL_TEXT_MAX = 64 * 1024, /* octets of readable text kept */
    FU_MAIL_ATTACHMENTS_MAX = 100,
    FU_MAIL_RECIPIENTS_MAX = 500, /* out of the trusted zone; the rest is not read */
    FU_MAIL_RESULTS_MAX = 100,    /* of Authentication-Results; the rest is not read */
    FU_MAIL_WORD_MAX = 100,       /* octets of a method, a result, a content type */
    FU_MAIL_LOGIN_MAX = 254,      /* octets of a login or a result's domain */
    FU_MAIL_SIGNATURE_MAX = 200,  /* octets of X-Followupd */
    FU_MAIL_STATUS_MAX = 9,       /* octets of an enhanced status code: "5.999.999" */
    FU_MAIL_REPORTED_MAX = 50,    /* recipients of a delivery report that are told apart */
    FU_MAIL_DIAGNOSTIC_MAX = 300  /* octets of what a server said of a mail that came back */
};

#endif
