// SPDX-License-Identifier: Apache-2.0
// The system's keychain through QtKeychain: against a wallet on a session bus of the test's own, and without any bus.
#include "pulse/keychain/system_keychain.h"
#include "wallet_service.h"

#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestSystemKeychain : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<PrivateBus> m_bus;
    WalletService m_wallet;
    std::shared_ptr<Keychain> m_keychain;

private slots:
    void initTestCase()
    {
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        qputenv("KDE_SESSION_VERSION", "6");
        m_bus = std::make_unique<PrivateBus>();
        QVERIFY2(m_bus->isRunning(), "dbus-daemon does not start");
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus->address().toUtf8());
        QVERIFY(m_bus->serve(m_wallet));
        m_keychain = makeSystemKeychain(std::chrono::milliseconds(PULSE_PATIENCE));
    }

    void keepsReadsAndForgets()
    {
        const auto none = m_keychain->read(u"team"_s, {});
        QVERIFY2(none.has_value(), none ? "" : qPrintable(none.error().message()));
        QVERIFY(!*none);
        QVERIFY(m_keychain->write(u"team"_s, "s3cret", {}));
        QCOMPARE(m_wallet.entries().size(), size_t(1));
        const auto found = m_keychain->read(u"team"_s, {});
        QVERIFY(found && *found);
        QCOMPARE(**found, QByteArray("s3cret"));
        QVERIFY(m_keychain->remove(u"team"_s, {}));
        const auto gone = m_keychain->read(u"team"_s, {});
        QVERIFY(gone && !*gone);
        QVERIFY(m_keychain->remove(u"team"_s, {})); // nothing kept is no error
    }

    void manyAtOnce()
    {
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&, i] {
                    const QString key = u"library-%1"_s.arg(i);
                    const QByteArray secret = "secret-" + QByteArray::number(i);
                    const bool kept = m_keychain->write(key, secret, {}).has_value();
                    const auto found = m_keychain->read(key, {});
                    right += kept && found && *found && **found == secret;
                });
        }
        QCOMPARE(right, 8);
    }

    void aLockedOneIsSaidAndNothingIsWritten()
    {
        m_wallet.isLocked = true;
        const auto read = m_keychain->read(u"team"_s, {});
        const auto written = m_keychain->write(u"locked"_s, "c4nary-in-no-file", {});
        m_wallet.isLocked = false;
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Unavailable);
        QVERIFY(!written);
        QVERIFY(!m_wallet.entries().contains(u"Pulse/locked"_s));
        QVERIFY(QDir(m_home.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty());
    }

    void aStopEndsIt()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto read = m_keychain->read(u"team"_s, stop.get_token());
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Cancelled);
    }

    // The last case: QtKeychain looks for the bus once in a process.
    void withoutABusThereIsNone()
    {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qunsetenv("XDG_RUNTIME_DIR");
        const auto none = makeSystemKeychain();
        const auto read = none->read(u"team"_s, {});
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Unsupported);
        QVERIFY(read.error().message().contains(u"KeePassXC"_s));
        QVERIFY(!read.error().message().contains(u"--"_s)); // a window shows it, too
        QVERIFY(!none->write(u"team"_s, "c4nary", {}));
    }
};

QTEST_GUILESS_MAIN(TestSystemKeychain)
#include "test_system_keychain.moc"
