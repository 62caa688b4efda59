// SPDX-License-Identifier: Apache-2.0
// Where libraries are found, and how the sample library comes to be.
#include "pulse/composition/sample_library.h"
#include "pulse/composition/standard_library_host.h"

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

class TestComposition : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] static StandardLibraryHost host()
    {
        return {StandardLibraryHost::Purpose::Window, std::make_shared<SystemClock>()};
    }

private slots:
    void init()
    {
        QDir(m_folder.filePath(u"data"_s)).removeRecursively();
        qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toUtf8());
        qputenv("HOME", m_folder.filePath(u"home"_s).toUtf8());
        qunsetenv("PULSE_LIBRARY");
    }

    void everyBackendAndLayer()
    {
        const StorageRegistry registry = makeRegistry();
        QVERIFY(registry.schemes().contains(u"file"_s) && registry.schemes().contains(u"memory"_s));
        QCOMPARE(registry.layers(), QStringList{u"cache"_s});
        const OpenOptions options{.mode = OpenOptions::Mode::CreateIfNone,
                                  .readOnly = false,
                                  .author = {},
                                  .clock = std::make_shared<SystemClock>()};
        const auto driver = registry.open(QUrl(u"memory:"_s), options);
        QVERIFY(driver);
        QCOMPARE(stackLayers(registry, *driver, LayerStack::Bare), *driver);
        const auto cached = stackLayers(registry, *driver, LayerStack::Cached);
        QVERIFY(cached != *driver);
        QVERIFY(cached->capabilities().versions && cached->capabilities().trash && cached->capabilities().watching);
    }

    // The window begins to open and to list before it is there itself; whoever opens then sees the same as ever.
    void takesOverWhatWasBegun()
    {
        const QString folder = m_folder.filePath(u"begun"_s);
        const auto publish = [](Library &library, const char *name) {
            const PublishRequest request{.name = Name::parse(QString::fromLatin1(name)).value(),
                                         .content = "x",
                                         .version = Version::first(),
                                         .bump = {},
                                         .message = {},
                                         .author = {},
                                         .tags = {},
                                         .description = {},
                                         .createdAt = {},
                                         .basedOn = {}};
            return library.publish(request, {}).has_value();
        };
        const auto names = [](Library &library) {
            QStringList found;
            for (const ListItem &item : library.list({}, true, {}).value_or(std::vector<ListItem>()))
                found.append(item.path);
            return found;
        };
        {
            const auto made = host().open(QUrl::fromLocalFile(folder), OpenOptions::Mode::CreateIfNone, {}, {});
            QVERIFY(made && publish(**made, "a/b") && publish(**made, "c"));
        }
        StandardLibraryHost early = host();
        early.beginOpening(folder);
        const auto opened = early.open(*early.locate(folder), OpenOptions::Mode::Existing, {}, {});
        QVERIFY(opened);
        QCOMPARE(names(**opened), (QStringList{u"a/b"_s, u"c"_s}));
        QVERIFY((*opened)->fetch(*PromptRef::parse(u"a/b@latest"), {}).has_value());
        QVERIFY(publish(**opened, "d"));
        QCOMPARE(names(**opened), (QStringList{u"a/b"_s, u"c"_s, u"d"_s}));
        const auto again = early.open(*early.locate(folder), OpenOptions::Mode::Existing, {}, {});
        QVERIFY(again && *again != *opened);
        QCOMPARE(names(**again).size(), 3);
    }

    // Who makes the changes, and what is protected, is what the settings say now and not when it was opened.
    void anOpenLibraryFollowsTheSettings()
    {
        const auto settings = std::make_shared<Settings>(m_folder.filePath(u"followed.conf"_s));
        QVERIFY(settings->set(setting::author, u"Ada"_s));
        const StandardLibraryHost followed(StandardLibraryHost::Purpose::Window, std::make_shared<SystemClock>(),
                                           settings);
        const auto library =
            followed
                .open(QUrl::fromLocalFile(m_folder.filePath(u"followed"_s)), OpenOptions::Mode::CreateIfNone, {}, {})
                .value();
        const Name name = Name::parse(u"a"_s).value();
        const auto publish = [&](const QByteArray &content) {
            PublishRequest request{.name = name, .content = content};
            request.version = content == "one" ? Version::first() : Version::parse(u"1.1.0"_s).value();
            return library->publish(request, {}).value().metadata.author;
        };
        QCOMPARE(publish("one"), u"Ada"_s);
        Settings other(m_folder.filePath(u"followed.conf"_s)); // as another program has it
        QVERIFY(other.set(setting::author, u"Grace"_s));
        QVERIFY(other.set(setting::protectedLabels, u"audited"_s));
        const Label audited = Label::parse(u"audited"_s).value();
        QVERIFY(!library->isProtected(audited));
        settings->reload(); // as the window does when the file changed
        QCOMPARE(publish("two"), u"Grace"_s);
        QVERIFY(library->isProtected(audited));
        QVERIFY(!library->isProtected(Label::parse(u"production"_s).value()));
        QVERIFY(library->remove(name, {}, {}));
        QCOMPARE(library->trash({}).value().front().removedBy, u"Grace"_s);
    }

    void tellsWhyWhatWasBegunCannotBeOpened()
    {
        const QString folder = m_folder.filePath(u"nowhere"_s);
        StandardLibraryHost early = host();
        early.beginOpening(folder);
        const auto opened = early.open(*early.locate(folder), OpenOptions::Mode::Existing, {}, {});
        const auto usual = host().open(*early.locate(folder), OpenOptions::Mode::Existing, {}, {});
        QVERIFY(!opened && !usual);
        QCOMPARE(opened.error().code(), usual.error().code());
        host().beginOpening(folder); // and nobody opens it
    }

    void locations_data()
    {
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("url"); // empty: refused
        const QString here = QDir::currentPath();
        QTest::newRow("relative") << u"some where"_s << QUrl::fromLocalFile(here + "/some where"_L1).toString();
        QTest::newRow("dots") << u"a/../b/"_s << QUrl::fromLocalFile(here + "/b"_L1).toString();
        QTest::newRow("absolute") << u"/tmp/x#y?z%20"_s << QUrl::fromLocalFile(u"/tmp/x#y?z%20"_s).toString();
        QTest::newRow("file URL") << u"file:///tmp/a%20b"_s << u"file:///tmp/a b"_s;
        QTest::newRow("memory") << u"memory:scratch"_s << u"memory:scratch"_s;
        QTest::newRow("another scheme") << u"s3://bucket/x"_s << u"s3://bucket/x"_s;
        QTest::newRow("a name with a colon")
            << u"notes: mine"_s << QUrl::fromLocalFile(here + "/notes: mine"_L1).toString();
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("NUL") << u"a\0b"_s << QString();
        QTest::newRow("broken URL") << u"http://["_s << QString();
    }

    void locations()
    {
        QFETCH(QString, location);
        QFETCH(QString, url);
        const auto found = host().locate(location);
        QCOMPARE(found.has_value(), !url.isEmpty());
        if (found)
            QCOMPARE(found->toString(), url);
        else
            QCOMPARE(found.error().code(), ErrorCode::Invalid);
    }

    void home()
    {
        QCOMPARE(host().locate(u"~/prompts"_s)->toLocalFile(), m_folder.filePath(u"home/prompts"_s));
        QCOMPARE(host().locate(u"~other"_s)->toLocalFile(), QDir::currentPath() + "/~other"_L1);
    }

    void defaultLibrary()
    {
        QCOMPARE(host().defaultLibrary().toLocalFile(), m_folder.filePath(u"data/pulse/library"_s));
        const auto settings = std::make_shared<Settings>(m_folder.filePath(u"other.conf"_s));
        QVERIFY(settings->set(QString(setting::libraryDefault), u"/configured"_s));
        const StandardLibraryHost configured(StandardLibraryHost::Purpose::Changing, std::make_shared<SystemClock>(),
                                             settings);
        QCOMPARE(configured.defaultLibrary().toLocalFile(), u"/configured"_s);
        qputenv("PULSE_LIBRARY", "/from/environment");
        QCOMPARE(configured.defaultLibrary().toLocalFile(), u"/from/environment"_s);
    }

    void readingCannotChange()
    {
        const QUrl url = QUrl::fromLocalFile(m_folder.filePath(u"reading"_s));
        QVERIFY(host().open(url, OpenOptions::Mode::CreateIfNone, {}, {}));
        const StandardLibraryHost reader(StandardLibraryHost::Purpose::Reading, std::make_shared<SystemClock>());
        const auto library = reader.open(url, OpenOptions::Mode::Existing, {}, {});
        QVERIFY(library);
        const auto receipt = (*library)->publish(PublishRequest{.name = *Name::parse(u"p"),
                                                                .content = "x",
                                                                .version = {},
                                                                .bump = {},
                                                                .message = {},
                                                                .author = {},
                                                                .tags = {},
                                                                .description = {},
                                                                .createdAt = {},
                                                                .basedOn = {}},
                                                 {});
        QCOMPARE(receipt.error().code(), ErrorCode::PermissionDenied);
    }

    void sampleIsWholeAndStaysAsThePersonLeavesIt()
    {
        const auto made = host().openSample({}, {});
        QVERIFY(made);
        const auto stats = (*made)->stats({});
        QVERIFY(stats && stats->prompts >= 12 && stats->versions >= 30 && stats->labels >= 8 && stats->damaged == 0);
        const auto report = (*made)->verify(false, {}, {});
        QVERIFY(report);
        QCOMPARE(report->intact, stats->versions);
        QVERIFY((*made)->remove(*Name::parse(u"support/greeting"), {}, {}));
        const auto again = host().openSample({}, {});
        QVERIFY(again);
        QCOMPARE((*again)->stats({})->prompts, stats->prompts - 1);
    }

    // Every step between versions is the one that Pulse itself would suggest.
    void sampleVersionsFollowTheirChanges()
    {
        const auto library = host().openSample({}, {});
        QVERIFY(library);
        const auto items = (*library)->list({}, true, {});
        QVERIFY(items && !items->empty());
        for (const ListItem &item : *items) {
            const auto history = (*library)->history(*item.name, {});
            QVERIFY(history);
            for (size_t i = 0; i + 1 < history->entries.size(); ++i) {
                const HistoryEntry &entry = history->entries[i];
                QVERIFY(entry.metadata && !entry.metadata->message.isEmpty());
                QVERIFY2(entry.metadata->createdAt > history->entries[i + 1].metadata->createdAt,
                         qPrintable(item.path));
                const auto content = [&](size_t index) {
                    return QString::fromUtf8(
                        (*library)->fetch({*item.name, history->entries[index].version, true}, {})->content);
                };
                const SuggestedBump suggested = suggestBump(content(i + 1), content(i)).bump;
                const Bump expected = suggested == SuggestedBump::Major   ? Bump::Major
                                      : suggested == SuggestedBump::Minor ? Bump::Minor
                                                                          : Bump::Patch;
                if (!entry.version.isPrerelease())
                    QVERIFY2(entry.bump == expected, qPrintable(item.path + u' ' + entry.version.toString()));
            }
        }
    }

    void interruptedSampleIsCompleted()
    {
        std::stop_source stop;
        const auto cut = host().openSample(
            [&](const Progress &progress) {
                if (progress.done == 7)
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!cut);
        QCOMPARE(cut.error().code(), ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(host().sampleLibrary().toLocalFile())); // nothing half made is ever shown
        qint64 steps = 0;
        const auto completed = host().openSample([&](const Progress &progress) { steps = progress.done; }, {});
        QVERIFY(completed);
        QCOMPARE((*completed)->stats({})->versions, steps);
        QCOMPARE((*completed)->info().url, host().sampleLibrary());
        QCOMPARE(QDir(m_folder.filePath(u"data/pulse"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 QStringList{u"sample"_s});
    }
};

QTEST_GUILESS_MAIN(TestComposition)
#include "test_composition.moc"
