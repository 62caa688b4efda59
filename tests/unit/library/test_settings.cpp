// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/settings.h"

#include <QTemporaryDir>
#include <sys/stat.h>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(u"config/pulse.conf"_s); }

    QByteArray text() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &bytes) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }

private slots:
    void cleanup() { QFile::remove(path()); }

    void theTableIsSound()
    {
        const auto all = allSettings();
        QVERIFY(std::ranges::is_sorted(all, {}, &SettingInfo::key));
        Settings settings(path());
        for (const SettingInfo &info : all) {
            QVERIFY(!info.help.isEmpty());
            const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
            QVERIFY2(std::ranges::all_of(info.help, isAscii), info.key.data()); // else it is shown garbled
            QCOMPARE(settings.text(info.key), QString(info.defaultText));
            QCOMPARE(settings.origin(info.key), u"default"_s);
            VERIFY_OK(settings.set(info.key, info.defaultText)); // each default is within its own limits
        }
    }

    void keepsNoSecretOfTheLibrary()
    {
        const QString secret = u"https://ada:secret@example.org/prompts"_s;
        VERIFY_FAILS(validateSetting(u"library.default"_s, secret), ErrorCode::Invalid);
        Settings settings(path());
        VERIFY_FAILS(settings.set(u"library.default"_s, secret), ErrorCode::Invalid);
        QVERIFY(!text().contains("secret"));
        VERIFY_OK(validateSetting(u"library.default"_s, u"https://example.org/prompts"_s));
    }

    void setsAndUnsets()
    {
        Settings settings(path());
        VERIFY_OK(settings.set(u"library.default"_s, u"~/prompts"_s));
        VERIFY_OK(settings.set(u"editor.tab-width"_s, u"8"_s));
        VERIFY_OK(settings.set(u"editor.wrap"_s, u"No"_s));
        VERIFY_OK(settings.set(u"author"_s, u"Ada <ada@example.org>"_s));
        VERIFY_OK(settings.set(u"labels.protected"_s, u"production, staging"_s));
        const Settings again(path());
        QCOMPARE(again.text(setting::libraryDefault), u"~/prompts"_s);
        QCOMPARE(again.integer(setting::editorTabWidth), 8);
        QCOMPARE(again.flag(setting::editorWrap), false);
        QCOMPARE(again.text(setting::author), u"Ada <ada@example.org>"_s);
        QCOMPARE(again.list(setting::protectedLabels), QStringList({u"production"_s, u"staging"_s}));
        QCOMPARE(again.origin(setting::author), u"file"_s);
        VERIFY_OK(settings.unset(u"author"_s));
        VERIFY_OK(settings.unset(u"author"_s));
        QCOMPARE(settings.text(setting::author), QString());
        QCOMPARE(settings.origin(setting::author), u"default"_s);
        struct ::stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(path()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600u);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown") << u"editor.tabwidth"_s << u"4"_s << ErrorCode::NotFound << u"editor.tab-width"_s;
        QTest::newRow("too large") << u"editor.tab-width"_s << u"17"_s << ErrorCode::Invalid << u"from 1 to 16"_s;
        QTest::newRow("no number") << u"cache.items"_s << u"many"_s << ErrorCode::Invalid << u"whole number"_s;
        QTest::newRow("no flag") << u"editor.wrap"_s << u"maybe"_s << ErrorCode::Invalid << u"true or false"_s;
        QTest::newRow("no choice") << u"window.theme"_s << u"pink"_s << ErrorCode::Invalid << u"system, light, dark"_s;
        QTest::newRow("two lines") << u"author"_s << u"a\n[library]"_s << ErrorCode::Invalid << u"single line"_s;
    }
    void refuses()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const ErrorCode, code);
        QFETCH(const QString, says);
        Settings settings(path());
        const auto outcome = settings.set(key, value);
        VERIFY_FAILS(outcome, code);
        QVERIFY2(outcome.error().message().contains(says), qPrintable(outcome.error().message()));
        QVERIFY(!QFile::exists(path()));
    }

    void theEnvironmentOverrides()
    {
        write("[editor]\ntab-width = 2\n");
        qputenv("PULSE_EDITOR_TAB_WIDTH", "6");
        qputenv("PULSE_CACHE_ITEMS", "nonsense");
        const Settings settings(path());
        qunsetenv("PULSE_EDITOR_TAB_WIDTH");
        qunsetenv("PULSE_CACHE_ITEMS");
        QCOMPARE(settings.integer(setting::editorTabWidth), 6);
        QCOMPARE(settings.origin(setting::editorTabWidth), u"environment"_s);
        QCOMPARE(settings.integer(setting::cacheItems), 100);
        QVERIFY(settings.loadError());
        QVERIFY(settings.loadError()->message().contains(u"PULSE_CACHE_ITEMS"));
    }

    void editingKeepsWhatPeopleWrote()
    {
        write("# mine\nauthor = Ada\n\n[editor]\n; four is too wide\ntab-width = 2\nfuture = 1\n\n[other]\nx = y\n");
        Settings settings(path());
        QVERIFY(!settings.loadError());
        VERIFY_OK(settings.set(u"editor.tab-width"_s, u"3"_s));
        VERIFY_OK(settings.set(u"editor.wrap"_s, u"false"_s));
        VERIFY_OK(settings.set(u"window.theme"_s, u"dark"_s));
        QCOMPARE(text(),
                 "# mine\nauthor = Ada\n\n[editor]\n; four is too wide\ntab-width = 3\nfuture = 1\nwrap = false\n\n"
                 "[other]\nx = y\n\n[window]\ntheme = dark\n"_ba);
    }

    void oddValuesSurvive_data()
    {
        QTest::addColumn<QString>("value");
        for (const QString &value : {u""_s, u" x "_s, u"\"quoted\""_s, u"a\\b"_s, u" \\\" "_s, u"#no comment"_s,
                                     u"a = b"_s, u"[section]"_s, u"Zoë 🙂"_s, u"\""_s})
            QTest::addRow("%s", qPrintable(value)) << value;
    }
    void oddValuesSurvive()
    {
        QFETCH(const QString, value);
        Settings settings(path());
        VERIFY_OK(settings.set(u"author"_s, value));
        VERIFY_OK(settings.set(u"library.default"_s, value));
        QCOMPARE(Settings(path()).text(setting::author), value);
        QCOMPARE(Settings(path()).text(setting::libraryDefault), value);
    }

    void brokenFilesAreTold()
    {
        write("author = Ada\nwhat is this\n[editor]\ntab-width = 99\n");
        const Settings settings(path());
        QCOMPARE(settings.text(setting::author), u"Ada"_s);
        QCOMPARE(settings.integer(setting::editorTabWidth), 4);
        QVERIFY(settings.loadError());
        QVERIFY(settings.loadError()->message().contains(u"Line 2"));
    }

    void anUnreadableFileIsNotOverwritten()
    {
        QVERIFY(QDir().mkpath(path()));
        Settings settings(path());
        QVERIFY(settings.loadError());
        QCOMPARE(settings.text(setting::theme), u"system"_s);
        QVERIFY(!settings.set(u"author"_s, u"Ada"_s));
        QVERIFY(QFileInfo(path()).isDir());
        QVERIFY(QDir().rmdir(path()));
    }

    void aLinkedFileStaysALink()
    {
        const QString real = m_folder.filePath(u"dotfiles.conf"_s);
        QFile file(real);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
        QVERIFY(QFile::link(real, path()));
        Settings settings(path());
        VERIFY_OK(settings.set(u"author"_s, u"Ada"_s));
        QVERIFY(QFileInfo(path()).isSymLink());
        QCOMPARE(Settings(real).text(setting::author), u"Ada"_s);
    }

    void writersDoNotLoseEachOthersKeys()
    {
        const QStringList keys{u"author"_s, u"library.default"_s, u"editor.font"_s, u"labels.protected"_s};
        {
            std::vector<std::jthread> threads;
            for (const QString &key : keys) {
                threads.emplace_back([this, key] {
                    Settings own(path());
                    for (int i = 0; i <= 20; ++i)
                        QVERIFY(own.set(key, QString::number(i)));
                });
            }
        }
        const Settings settings(path());
        for (const SettingInfo &info : allSettings()) {
            if (keys.contains(info.key))
                QCOMPARE(settings.text(info.key), u"20"_s);
        }
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "test_settings.moc"
