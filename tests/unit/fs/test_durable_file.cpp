// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/durable_file.h"

#include "pulse/faults/scripted_fs.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <sys/stat.h>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

mode_t permissionsOf(const QString &path)
{
    struct ::stat facts = {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

} // namespace

class TestDurableFile : public QObject
{
    Q_OBJECT

    using Attempt = std::function<Result<void>(Fs &fs, const QString &place)>;

    std::unique_ptr<QTemporaryDir> m_place;
    std::shared_ptr<Fs> m_fs = realFs();
    QString path(const QString &name) const { return m_place->filePath(name); }
    QStringList files() const { return QDir(m_place->path()).entryList(QDir::Files | QDir::Hidden); }

private slots:
    void init() { m_place = std::make_unique<QTemporaryDir>(); }

    void writesAndReads()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(folder);
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {}, path(u"a"_s)));
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "two", {}, path(u"a"_s)));
        QCOMPARE(readFile(m_fs, path(u"a"_s), 3).value_or(""), "two"_ba);
        QCOMPARE(permissionsOf(path(u"a"_s)), mode_t(0600));
        QCOMPARE(files(), QStringList(u"a"_s));
        const auto tooLarge = readFile(m_fs, path(u"a"_s), 2);
        QVERIFY(!tooLarge && tooLarge.error().code() == ErrorCode::Invalid);
        QCOMPARE(removeFile(*m_fs, *folder, u"a"_s, path(u"a"_s)).value_or(false), true);
        QCOMPARE(removeFile(*m_fs, *folder, u"a"_s, path(u"a"_s)).value_or(true), false);
    }

    void replacesNothingUnasked()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {.replace = false}, path(u"a"_s)));
        const auto again = writeFile(*m_fs, *folder, u"a"_s, "two", {.replace = false}, path(u"a"_s));
        QVERIFY(!again && again.error().code() == ErrorCode::AlreadyExists);
        QVERIFY(again.error().message().contains(u"left as it is"));
        QCOMPARE(readFile(m_fs, path(u"a"_s), 100).value_or(""), "one"_ba);
        QCOMPARE(files(), QStringList(u"a"_s));
    }

    void filesHaveTheModeThatIsAskedFor()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        const mode_t before = ::umask(027);
        const auto plain = writeFile(*m_fs, *folder, u"a"_s, "x", {.mode = 0666}, path(u"a"_s));
        const auto masked = writeFile(*m_fs, *folder, u"b"_s, "x", {.mode = 0666, .obeyUmask = true}, path(u"b"_s));
        ::umask(before);
        QVERIFY(plain && masked);
        QCOMPARE(permissionsOf(path(u"a"_s)), mode_t(0666));
        QCOMPARE(permissionsOf(path(u"b"_s)), mode_t(0640));
    }

    void readsPieceByPiece()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "seven letters", {}, path(u"a"_s)));
        const auto fs = std::make_shared<faults::ScriptedFs>();
        auto reader = FileReader::open(fs, path(u"a"_s));
        QVERIFY(reader);
        QCOMPARE(reader->size(), 13);
        std::array<char, 5> piece{};
        QCOMPARE(reader->read(piece).value(), 5);
        fs->setScript([](const faults::FsCall &call) { return call.kind == "read" ? EIO : 0; });
        const auto failed = reader->read(piece);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code(), ErrorCode::Unavailable);
        const auto other = openFolder(*fs, m_place->path());
        QCOMPARE(FileReader::openIn(fs, *other, u"none"_s, u"none"_s).error().code(), ErrorCode::NotFound);
    }

    // Another process may be quicker, and other kernels call a link by another name.
    void makesAFolderThatOthersMakeToo()
    {
        const auto fs = std::make_shared<faults::ScriptedFs>();
        const auto folder = openFolder(*fs, m_place->path());
        fs->setScript([this](const faults::FsCall &call) {
            if (call.kind == "makeDirectory")
                QDir(m_place->path()).mkdir(u"one"_s);
            return 0;
        });
        QVERIFY(openOrMakeFolderIn(*fs, *folder, u"one"_s, u"one"_s));
        QVERIFY(openPrivateFolder(*fs, path(u"one"_s)));
        for (const int number : {ELOOP, ENOTDIR}) {
            fs->setScript([number](const faults::FsCall &call) { return call.kind == "open" ? number : 0; });
            QCOMPARE(openOrMakeFolderIn(*fs, *folder, u"one"_s, u"one"_s).error().code(), ErrorCode::AlreadyExists);
        }
    }

    void aFailingSourceLeavesNothing()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        int pulls = 0;
        const BytePull pull = [&](std::span<char> buffer) -> Result<qsizetype> {
            if (++pulls > 1)
                return failure(ErrorCode::Corrupt, u"read"_s, {}, u"No more."_s);
            buffer.front() = 'x';
            return 1;
        };
        QVERIFY(!writeFile(*m_fs, *folder, u"a"_s, pull, {}, path(u"a"_s)));
        QVERIFY(files().isEmpty());
    }

    void makesPrivateFolders()
    {
        const mode_t before = ::umask(0777);
        const auto made = openPrivateFolder(*m_fs, path(u"a/b/c"_s));
        ::umask(before);
        QVERIFY(made);
        QCOMPARE(permissionsOf(path(u"a"_s)), mode_t(0700));
        QCOMPARE(permissionsOf(path(u"a/b/c"_s)), mode_t(0700));
        QVERIFY(openPrivateFolder(*m_fs, path(u"a/b/c"_s)));
    }

    void linksAreFollowedOnlyWhereAsked()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {}, path(u"a"_s)));
        QVERIFY(QFile::link(path(u"a"_s), path(u"link"_s)));
        const auto refused = readFile(m_fs, path(u"link"_s), 100);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Invalid);
        QCOMPARE(readFile(m_fs, path(u"link"_s), 100, FollowLinks::Yes).value_or(""), "one"_ba);
        QVERIFY(!readFile(m_fs, path(u"none"_s), 100, FollowLinks::Yes));
        QVERIFY(!readFile(m_fs, m_place->path(), 100));
        QVERIFY(!readFile(m_fs, u"/dev/zero"_s, 100));
    }

    void oneHoldsTheLock()
    {
        std::optional<FolderLock> lock = *FolderLock::take(*m_fs, path(u"x"_s));
        const auto other = openFolder(*m_fs, path(u"x"_s));
        const auto refused = waitForLock(*m_fs, *other, path(u"x"_s), std::chrono::milliseconds(20));
        QVERIFY(!refused && refused.error().code() == ErrorCode::Unavailable);
        lock.reset();
        QVERIFY(waitForLock(*m_fs, *other, path(u"x"_s)));
    }
    void saysWhyItIsRefused()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"file"_s, "x", {}, path(u"file"_s)));
        QVERIFY(QFile::link(m_place->path(), path(u"link"_s)));
        for (const QString &name : {u"file"_s, u"link"_s}) {
            const auto refused = openOrMakeFolderIn(*m_fs, *folder, name, path(name));
            QVERIFY(!refused);
            QCOMPARE(refused.error().code(), ErrorCode::AlreadyExists);
            QVERIFY(refused.error().message().contains(path(name)));
        }
        QVERIFY(openOrMakeFolderIn(*m_fs, *folder, u"new"_s, path(u"new"_s)));
        QVERIFY(openOrMakeFolderIn(*m_fs, *folder, u"new"_s, path(u"new"_s)));
        for (const QString &name : {u"."_s, u".."_s, QString()}) {
            const auto refused = readFile(m_fs, m_place->path() + u'/' + name, 100);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code(), ErrorCode::Invalid);
        }
        for (const QString &name : {u"none/."_s, u"none/.."_s, u"none/"_s})
            QCOMPARE(openPrivateFolder(*m_fs, path(name)).error().code(), ErrorCode::NotFound);
        const auto missing = openFolder(*m_fs, path(u"none"_s));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code(), ErrorCode::NotFound);
        const auto throughFile = openPrivateFolder(*m_fs, path(u"file/below"_s));
        QVERIFY(!throughFile);
        QVERIFY(throughFile.error().message().contains(path(u"file"_s)));
    }

    void everyFailureIsTold_data()
    {
        QTest::addColumn<Attempt>("attempt");
        QTest::newRow("write") << Attempt([](Fs &fs, const QString &place) {
            return openFolder(fs, place).and_then(
                [&](const Descriptor &at) { return writeFile(fs, at, u"a"_s, "new", {}, u"a"_s); });
        });
        QTest::newRow("write without replacing") << Attempt([](Fs &fs, const QString &place) {
            return openFolder(fs, place).and_then(
                [&](const Descriptor &at) { return writeFile(fs, at, u"b"_s, "new", {.replace = false}, u"b"_s); });
        });
        QTest::newRow("write piece by piece") << Attempt([](Fs &fs, const QString &place) {
            int pieces = 2;
            const BytePull pull = [&](std::span<char> buffer) -> Result<qsizetype> {
                buffer.front() = 'x';
                return pieces-- > 0 ? 1 : 0;
            };
            return openFolder(fs, place)
                .and_then([&](const Descriptor &at) { return writeFile(fs, at, u"a"_s, pull, {}, u"a"_s); })
                .transform([](qint64) {});
        });
        QTest::newRow("remove") << Attempt([](Fs &fs, const QString &place) {
            return openFolder(fs, place)
                .and_then([&](const Descriptor &at) { return removeFile(fs, at, u"a"_s, u"a"_s); })
                .transform([](bool) {});
        });
        QTest::newRow("make folders") << Attempt([](Fs &fs, const QString &place) {
            return openPrivateFolder(fs, place + u"/one/two"_s).transform([](const Descriptor &) {});
        });
        QTest::newRow("make a folder inside") << Attempt([](Fs &fs, const QString &place) {
            return openFolder(fs, place)
                .and_then([&](const Descriptor &at) { return openOrMakeFolderIn(fs, at, u"one"_s, u"one"_s); })
                .transform([](const Descriptor &) {});
        });
        QTest::newRow("lock") << Attempt([](Fs &fs, const QString &place) {
            return FolderLock::take(fs, place + u"/one"_s).transform([](const FolderLock &) {});
        });
        QTest::newRow("read") << Attempt([](Fs &fs, const QString &place) {
            return readFile(std::shared_ptr<Fs>(std::shared_ptr<void>(), &fs), place + u"/a"_s, 100)
                .and_then([](const QByteArray &bytes) -> Result<void> {
                    return bytes == "old" ? Result<void>()
                                          : failure(ErrorCode::Corrupt, u"read"_s, {}, u"Other bytes."_s);
                });
        });
    }

    void everyFailureIsTold()
    {
        QFETCH(Attempt, attempt);
        const auto make = [this] {
            init();
            QVERIFY(QDir(m_place->path()).mkpath(u"."_s));
            const auto folder = openFolder(*m_fs, m_place->path());
            QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "old", {}, u"a"_s));
        };
        make();
        faults::ScriptedFs counting;
        counting.setScript([](const faults::FsCall &) { return 0; });
        QVERIFY(attempt(counting, m_place->path()));
        const int calls = counting.calls();
        QVERIFY(calls > 1);
        for (const int number : {EIO, EACCES}) {
            for (int failing = 0; failing < calls; ++failing) {
                make();
                faults::ScriptedFs fs;
                QByteArray what;
                fs.setScript([&](const faults::FsCall &call) {
                    if (call.index != failing)
                        return 0;
                    what = call.text.toUtf8();
                    return number;
                });
                const auto outcome = attempt(fs, m_place->path());
                // A new folder that the umask closed is opened for its owner, and asked again.
                if (outcome && number == EACCES && what.startsWith("open"))
                    continue;
                QVERIFY2(!outcome, what.constData());
                QVERIFY(!outcome.error().message().isEmpty());
                const ErrorCode right = number == EIO ? ErrorCode::Unavailable : ErrorCode::PermissionDenied;
                QVERIFY2(outcome.error().code() == right || outcome.error().code() == ErrorCode::DurabilityUnknown,
                         what.constData());
                for (const QString &file : files())
                    QVERIFY2(!file.startsWith(u".tmp-"), what.constData());
                const auto left = readFile(m_fs, path(u"a"_s), 100).value_or("(none)");
                const bool isUnsure = outcome.error().code() == ErrorCode::DurabilityUnknown;
                QVERIFY2(isUnsure || left == "old", (what + ": " + left).constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDurableFile)
#include "test_durable_file.moc"
