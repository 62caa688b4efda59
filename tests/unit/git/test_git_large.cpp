// SPDX-License-Identifier: Apache-2.0
// Contents that are too large for the memory, wherever Git keeps them (S8).
#include "git_workshop.h"
#include "object_source.h"
#include "pulse/fs/file_io.h"
#include "pulse/test/peak_memory.h"
#include "pulse/test/sources.h"

#include <cerrno>

using namespace pulse;
using namespace pulse::test;

namespace {

constexpr qint64 MiB = 1024 * 1024;
constexpr qint64 contentSize = 16 * MiB;
constexpr qint64 mostGrown = 8 * MiB;

/// Bytes that are there, a few at a time.
class GivenBytes final : public git::ObjectSource
{
public:
    explicit GivenBytes(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    Sys<qsizetype> read(std::span<char> buffer) override
    {
        const qsizetype count = std::min<qsizetype>({std::ssize(buffer), 3, m_bytes.size()});
        std::copy_n(m_bytes.constData(), count, buffer.data());
        m_bytes.remove(0, count);
        return count;
    }

private:
    QByteArray m_bytes;
};

} // namespace

class TestGitLarge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void isReadInPieces_data() { ways(); }
    void isReadInPieces();
    void damageIsNoticed_data() { ways(); }
    void damageIsNoticed();
    void aReadIsStopped();
    void filesAreWrittenInPieces_data() { ways(); }
    void filesAreWrittenInPieces();
    void anotherRepositoryHasIt();
    void deltas_data();
    void deltas();

private:
    static void ways()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : {"loose", "packed whole", "packed as deltas", "packed by name"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    static void store(Storage &storage, QStringView version, qint64 size)
    {
        Metadata metadata = makePrompt(u"long", version).metadata;
        PatternSource content(size);
        VERIFY_OK(storage.capabilities().streams->storeContent(metadata, content, {}));
    }
    /// Three versions, of which Git keeps two as deltas of a third, in a repository that is packed in a way.
    void make(const QString &way) const
    {
        const auto storage = m_workshop->open(u"library.git"_s);
        for (int i = 0; i < 3; ++i)
            store(*storage, u"1.%1.0"_s.arg(i), contentSize + i * 1000);
        const auto pack = [this](const QStringList &settings, const QStringList &arguments) {
            m_workshop->git(u"library.git"_s,
                            settings + QStringList{u"-c"_s, u"pack.threads=1"_s, u"repack"_s, u"-adfq"_s} + arguments);
        };
        if (way == u"packed whole")
            pack({u"-c"_s, u"core.bigFileThreshold=1m"_s}, {});
        if (way == u"packed as deltas")
            pack({}, {});
        if (way == u"packed by name") // of the base, where the default is its offset
            pack({u"-c"_s, u"repack.useDeltaBaseOffset=false"_s}, {});
        const bool isDelta = way.contains(u"delta") || way.contains(u"name");
        QCOMPARE(deltified(), isDelta ? 2 : 0);
        QCOMPARE(QFileInfo::exists(m_workshop->path(u"library.git/objects/"_s + blobPath(u"1.0.0"))), way == u"loose");
    }
    [[nodiscard]] QByteArray blobOf(QStringView version) const
    {
        return m_workshop->git(u"library.git"_s, {u"rev-parse"_s, u"main:prompts/long/%1/content.md"_s.arg(version)});
    }
    [[nodiscard]] QString blobPath(QStringView version) const
    {
        const QString hex = QString::fromLatin1(blobOf(version));
        return hex.first(2) + u'/' + hex.sliced(2);
    }
    [[nodiscard]] int deltified() const
    {
        QByteArray names;
        for (int i = 0; i < 3; ++i)
            names += blobOf(u"1.%1.0"_s.arg(i)) + '\n';
        const QByteArray bases =
            m_workshop->git(u"library.git"_s, {u"cat-file"_s, u"--batch-check=%(deltabase)"_s}, names);
        return 3 - static_cast<int>(bases.split('\n').count(QByteArray(40, '0')));
    }
    /// How many bytes there are; negative where they are others and nobody said so.
    [[nodiscard]] static Result<qint64> readAll(Storage &storage, QStringView version, std::stop_token stop = {},
                                                const std::function<void()> &begun = {})
    {
        auto reader = storage.capabilities().streams->openContent(makeName(u"long"), makeVersion(version), stop);
        if (!reader)
            return failure(std::move(reader));
        QByteArray buffer(100'000, Qt::Uninitialized);
        bool isRight = true;
        for (qint64 at = 0;;) {
            const auto count = (*reader)->read({buffer.data(), static_cast<size_t>(buffer.size())});
            if (!count)
                return failure(count);
            if (*count == 0)
                return isRight ? at : -1;
            for (qsizetype i = 0; i < *count; i += 997)
                isRight = isRight && buffer[i] == PatternSource::at(at + i);
            at += *count;
            if (begun)
                begun();
        }
    }
    static void isSmall(const PeakMemory &peak)
    {
        const qint64 grown = peak.grown();
        QVERIFY2(grown < mostGrown, qPrintable(u"%1 MiB"_s.arg(grown / MiB)));
    }
    [[nodiscard]] QStringList remainders() const
    {
        return QDir(m_workshop->path(u"library.git/objects"_s)).entryList({u"tmp_*"_s}, QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitLarge::initTestCase()
{
    if (!PeakMemory().isKnown())
        QSKIP("This system does not tell how much memory a program has had at most.");
}

void TestGitLarge::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
}

void TestGitLarge::isReadInPieces()
{
    QFETCH(const QString, way);
    {
        const PeakMemory storing;
        const auto storage = m_workshop->open(u"library.git"_s);
        store(*storage, u"0.1.0", contentSize);
        isSmall(storing);
    }
    make(way);
    const auto storage = m_workshop->open(u"library.git"_s);
    const PeakMemory peak;
    for (int i = 0; i < 3; ++i) {
        const auto read = readAll(*storage, u"1.%1.0"_s.arg(i));
        VERIFY_OK(read);
        QCOMPARE(*read, contentSize + i * 1000);
    }
    isSmall(peak);
    QVERIFY(remainders().isEmpty());
}

void TestGitLarge::damageIsNoticed()
{
    QFETCH(const QString, way);
    make(way);
    const QDir packs(m_workshop->path(u"library.git/objects/pack"_s));
    const QString path = way == u"loose" ? m_workshop->path(u"library.git/objects/"_s + blobPath(u"1.0.0"))
                                         : packs.filePath(packs.entryList({u"*.pack"_s}).value(0));
    QFile file(path);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.open(QIODevice::ReadWrite));
    const auto storage = m_workshop->open(u"library.git"_s);
    // The middle of it is of one of the contents, which all the deltas of them need.
    QVERIFY(file.seek(file.size() / 2));
    char byte = 0;
    QVERIFY(file.getChar(&byte) && file.seek(file.size() / 2) && file.putChar(static_cast<char>(byte ^ 0x10)) &&
            file.flush());
    int damaged = 0;
    for (int i = 0; i < 3; ++i) {
        const auto read = readAll(*storage, u"1.%1.0"_s.arg(i));
        damaged += !read && read.error().code() == ErrorCode::Corrupt ? 1 : 0;
        QVERIFY(!read || *read == contentSize + i * 1000);
    }
    QCOMPARE(damaged, way.contains(u"delta") || way.contains(u"name") ? 3 : 1);
    QVERIFY(remainders().isEmpty());
}

void TestGitLarge::aReadIsStopped()
{
    make(u"packed as deltas"_s);
    const auto storage = m_workshop->open(u"library.git"_s);
    std::stop_source stopping;
    COMPARE_CODE(readAll(*storage, u"1.0.0", stopping.get_token(), [&] { stopping.request_stop(); }),
                 ErrorCode::Cancelled);
    COMPARE_CODE(readAll(*storage, u"1.0.0", stopping.get_token()), ErrorCode::Cancelled);
    QVERIFY(remainders().isEmpty());
}

void TestGitLarge::filesAreWrittenInPieces()
{
    QFETCH(const QString, way);
    make(way);
    m_workshop->git(u"library.git"_s, {u"config"_s, u"core.bare"_s, u"false"_s});
    QDir().mkpath(m_workshop->path(u"work"_s));
    QVERIFY(QDir().rename(m_workshop->path(u"library.git"_s), m_workshop->path(u"work/.git"_s)));
    // A branch from before there was any: nothing is checked out yet.
    const QByteArray first = m_workshop->git(u"work"_s, {u"rev-list"_s, u"--max-parents=0"_s, u"main"_s});
    m_workshop->git(u"work"_s, {u"checkout"_s, u"-qfb"_s, u"before"_s, QString::fromLatin1(first)});
    const auto storage = m_workshop->open(u"work"_s);
    const PeakMemory peak;
    VERIFY_OK(storage->capabilities().branches->switchBranch(u"main"_s, {}));
    isSmall(peak);
    QCOMPARE(QFileInfo(m_workshop->path(u"work/prompts/long/1.2.0/content.md"_s)).size(), contentSize + 2000);
    QCOMPARE(m_workshop->git(u"work"_s, {u"status"_s, u"--porcelain"_s}), QByteArray());
    QCOMPARE(m_workshop->git(u"work"_s, {u"diff"_s, u"HEAD"_s, u"--stat"_s}), QByteArray());
}

// Git's alternates: read by Git's library, in one piece.
void TestGitLarge::anotherRepositoryHasIt()
{
    make(u"packed as deltas"_s);
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"--shared"_s, u"library.git"_s, u"shared.git"_s});
    const auto storage = m_workshop->open(u"shared.git"_s);
    const auto read = readAll(*storage, u"1.1.0");
    VERIFY_OK(read);
    QCOMPARE(*read, contentSize + 1000);
}

void TestGitLarge::deltas_data()
{
    QTest::addColumn<QByteArray>("delta");
    QTest::addColumn<QByteArray>("made"); // null: damage
    const QByteArray none;
    const auto bytes = [](std::initializer_list<int> list) {
        QByteArray text;
        for (const int byte : list)
            text += static_cast<char>(byte);
        return text;
    };
    const QByteArray head = bytes({10, 6}); // a base of ten bytes makes six
    QTest::newRow("a copy") << head + bytes({0x91, 2, 6}) << QByteArray("cdefgh");
    QTest::newRow("copies and new bytes")
        << head + bytes({0x90, 2, 2}) + "XY" + bytes({0x91, 8, 2}) << QByteArray("abXYij");
    QTest::newRow("nothing") << bytes({10, 0}) << QByteArray("");
    QTest::newRow("of another base") << bytes({11, 6}) + bytes({0x91, 2, 6}) << none;
    QTest::newRow("beyond the base") << head + bytes({0x91, 5, 6}) << none;
    QTest::newRow("far beyond the base") << head + bytes({0xFF, 255, 255, 255, 255, 255, 255, 255}) << none;
    QTest::newRow("without a size: 64 KiB") << head + bytes({0x80}) << none;
    QTest::newRow("the reserved instruction") << head + bytes({0}) << none;
    QTest::newRow("too few") << head + bytes({0x91, 2, 5}) << none;
    QTest::newRow("cut off in an instruction") << head + bytes({0x91, 2}) << none;
    QTest::newRow("cut off in new bytes") << head + bytes({6}) + "XY" << none;
    QTest::newRow("no sizes") << QByteArray("") << none;
    QTest::newRow("an endless size") << QByteArray(20, '\xff') << none;
}

void TestGitLarge::deltas()
{
    QFETCH(const QByteArray, delta);
    QFETCH(const QByteArray, made);
    m_workshop->write(u"base"_s, "abcdefghij");
    const auto fs = realFs();
    const Descriptor folder(*fs, *fs->openRoot(m_workshop->path(u"."_s).toUtf8()));
    auto base = open(*fs, folder.get(), "base", Fs::Access::Read);
    QVERIFY(base);
    auto source = git::DeltaSource::open(*fs, *std::move(base), 10, std::make_unique<GivenBytes>(delta));
    QByteArray got;
    Sys<qsizetype> count = source ? Sys<qsizetype>(1) : std::unexpected(source.error());
    for (std::array<char, 4> buffer{}; count && *count > 0;) {
        count = (*source)->read(buffer);
        got += count ? QByteArray(buffer.data(), *count) : QByteArray();
    }
    QCOMPARE(count.has_value(), !made.isNull());
    if (count)
        QCOMPARE(got, made);
    else
        QCOMPARE(count.error().number, EBADMSG);
}

QTEST_GUILESS_MAIN(TestGitLarge)
#include "test_git_large.moc"
