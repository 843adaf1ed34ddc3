#!/usr/bin/env python3
"""No copy of the password outlives the outbox: test_memory.py DRIVE-OUTBOX [unittest's words].

Not under a sanitizer, which keeps freed memory as it was.
"""
import base64

from outbox import PASSWORD, USER, Case, main
import certificates


class Memory(Case):
    def traces(self, driver):
        """Where the password stands in the driver's memory, in any of the forms it has on the way."""
        token = base64.b64encode(b'\0' + USER.encode() + b'\0' + PASSWORD.encode())
        forms = [PASSWORD.encode(), token, base64.b64encode(PASSWORD.encode())]
        found = []
        with open('/proc/%d/maps' % driver.process.pid) as maps, open('/proc/%d/mem' % driver.process.pid, 'rb', 0) as memory:
            for row in maps:
                area, rights = row.split()[:2]
                first, last = (int(word, 16) for word in area.split('-'))
                if not rights.startswith('rw'):
                    continue
                memory.seek(first)
                content = memory.read(last - first)
                found += [(row.strip(), form) for form in forms if form in content]
        return found

    def leaves_no_trace(self, server, **settings):
        driver = self.login(server, **settings)
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertNotEqual(self.traces(driver), [])
        driver.tell('forget')
        driver.tell('close')
        driver.read_end()
        self.assertEqual(self.traces(driver), [])

    def test_no_copy_of_the_password_outlives_the_outbox(self):
        self.leaves_no_trace(self.server())

    def test_no_copy_of_the_password_outlives_a_connection_by_tls(self):
        authority = certificates.Authority(self.folder)
        server = self.server({'TLS': 'implicit'}, context=authority.issue('server').context())
        self.leaves_no_trace(server, url='smtps://127.0.0.1:%d' % server.port, ca=authority.certificate)


if __name__ == '__main__':
    main()
