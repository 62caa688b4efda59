// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/test/connection.h"

#include <QTemporaryDir>

namespace pulse::test {

/// A throw-away certificate authority, made by the program `openssl` when the test runs; its files vanish with it. What
/// fails ends the test program.
class Authority
{
public:
    Authority();

    [[nodiscard]] QString caFile() const { return file(QStringLiteral("ca.pem")); }

    enum class Validity { Now, Expired, NotYet };
    /// Of a server, for `names` ("DNS:localhost,IP:127.0.0.1").
    [[nodiscard]] ServerIdentity server(const QString &names = QStringLiteral("DNS:localhost,IP:127.0.0.1"),
                                        Validity validity = Validity::Now);
    /// Of a client.
    [[nodiscard]] ServerIdentity client();

private:
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] ServerIdentity issue(const QString &extensions, Validity validity);

    QTemporaryDir m_folder;
    int m_issued = 0;
};

} // namespace pulse::test
