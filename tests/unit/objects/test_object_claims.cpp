// SPDX-License-Identifier: Apache-2.0
// What a killed program had claimed. The program is one: it works on a copy of the server, and what it announced there
// is put before those who go on.
#include "object_doubts.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatAKilledProgramPublishedGoesOn_data();
    void whatAKilledProgramPublishedGoesOn();
    void theLabelThatAKilledProgramSetIsSet_data();
    void theLabelThatAKilledProgramSetIsSet();
    void oneInANamespaceOfItsOwnIsThere();
    void whatElseItDidIsWaitedFor_data();
    void whatElseItDidIsWaitedFor();
    void nothingIsLeftOfOneThatEnded();
    void nothingIsConcludedFromAFolderOnADisk();
    void nothingIsConcludedFromAFolderOfOthers();
    void nothingIsConcludedFromAnAnnouncementOfAnotherKind_data();
    void nothingIsConcludedFromAnAnnouncementOfAnotherKind();
    void whatIsLongForgottenIsRemoved();
    void theFolderIsInThatOfTheSession();

private:
    std::unique_ptr<QTemporaryDir> m_memory;
};

namespace {

/// What is put as its last before it is killed.
using Last = std::function<bool(const ObjectCall &)>;

/// A program that works on a library until it comes to a call, at which it stays.
class Program
{
public:
    enum class Namespace { Shared, Own };

    Program(ObjectWorkshop &workshop, const Last &last, const std::function<void(Storage &)> &work,
            Namespace pids = Namespace::Shared)
    {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            qFatal("There is no pipe.");
        m_child = ::fork();
        if (m_child == 0) {
            ::close(ends[0]);
            if (pids == Namespace::Own)
                begetInNamespace(ends[1]);
            run(workshop, last, work, ends[1]);
        }
        ::close(ends[1]);
        QFile said;
        if (!said.open(ends[0], QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
            qFatal("The pipe cannot be read.");
        const QList<QByteArray> lines = said.readAll().split('\n');
        for (const QByteArray &line : lines) {
            if (const auto tab = line.indexOf('\t'); tab > 0)
                m_announced.emplace(QString::fromUtf8(line.first(tab)), QByteArray::fromBase64(line.mid(tab + 1)));
            else if (!line.isEmpty())
                m_inner = line.toInt();
        }
        for (const auto &[key, bytes] : m_announced)
            workshop.server().set(key, bytes);
    }
    ~Program() { kill(); }
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    [[nodiscard]] bool hasClaimed() const { return !m_announced.empty(); }
    void kill()
    {
        if (m_child <= 0)
            return;
        if (m_inner > 0)
            ::kill(m_inner, SIGKILL); // whose parent ends with it
        else
            ::kill(m_child, SIGKILL);
        int status = 0;
        ::waitpid(std::exchange(m_child, 0), &status, 0);
    }

private:
    static void say(int to, const QByteArray &line)
    {
        if (::write(to, line.constData(), size_t(line.size())) != line.size())
            ::_exit(1);
    }
    // Its child sees no process of anybody else's, and nobody of its own namespace sees the others.
    static void begetInNamespace(int to)
    {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
            ::_exit(1);
        const pid_t inner = ::fork();
        if (inner == 0)
            return;
        say(to, QByteArray::number(inner) + '\n');
        ::close(to);
        int status = 0;
        ::waitpid(inner, &status, 0);
        ::_exit(0);
    }
    [[noreturn]] static void run(ObjectWorkshop &workshop, const Last &last, const std::function<void(Storage &)> &work,
                                 int to)
    {
        ObjectServer &server = workshop.server();
        const auto storage = workshop.open(7);
        server.direct([&](int, const ObjectCall &call) {
            if (!last(call))
                return ObjectFate::Happens;
            for (const auto &[key, bytes] : server.objects()) {
                if (key.startsWith("locks/"_L1))
                    say(to, key.toUtf8() + '\t' + bytes.toBase64() + '\n');
            }
            ::close(to);
            while (true)
                ::pause();
        });
        work(*storage);
        ::_exit(1);
    }

    pid_t m_child = 0;
    pid_t m_inner = 0;
    std::map<QString, QByteArray> m_announced;
};

const std::vector<Prompt> &some()
{
    static const std::vector<Prompt> all{makePrompt(u"new/x", u"1.0.0", "x"), makePrompt(u"new/y", u"1.0.0", "y")};
    return all;
}

QString storeSome(Storage &storage)
{
    QStringList codes;
    for (const auto &receipt : storage.capabilities().batches->storeMany(some(), {}, {}))
        codes.append(codeOf(receipt));
    return codes.join(u' ');
}

QString label(Storage &storage, QStringView version)
{
    const auto labels = storage.capabilities().labels;
    return codeOf(labels->setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(version), {}, {}));
}

bool isCommit(const ObjectCall &call)
{
    return isCommitOf(call, "new/x"_L1);
}

} // namespace

// The random numbers of each are the same.
void ObjectClaims::init()
{
    m_memory = std::make_unique<QTemporaryDir>(u"/dev/shm/pulse-claims-XXXXXX"_s);
    if (!m_memory->isValid())
        QSKIP("There is no folder in memory.");
}

void ObjectClaims::whatAKilledProgramPublishedGoesOn_data()
{
    addModes();
}

void ObjectClaims::whatAKilledProgramPublishedGoesOn()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    furnish(*workshop.open(1));
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    int waits = 0;
    const auto other = workshop.open(2, [&](auto) { ++waits; });
    workshop.keepClaims(m_memory->filePath(u"elsewhere"_s)); // as on another machine, or after another start
    const auto elsewhere = workshop.open(3);
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    Program program(workshop, isCommit, [](Storage &storage) { (void)storeSome(storage); });
    QVERIFY(program.hasClaimed());
    QCOMPARE(storeSome(*other), u"unavailable unavailable"_s); // it is there
    program.kill();
    QCOMPARE(storeSome(*elsewhere), u"unavailable unavailable"_s);
    QCOMPARE(storeOne(*other, u"new/X", "X"), u"unavailable"_s); // what it had sent may come yet
    waits = 0;
    QCOMPARE(storeOne(*other, u"single", "s"), u"ok"_s);
    QCOMPARE(storeSome(*other), u"ok ok"_s);
    QCOMPARE(waits, 0);
    QCOMPARE(addTag(*other, u"new/x", u"t"_s),
             objectModes()[size_t(mode)].abilities.createsOnce ? u"ok"_s : u"unavailable"_s);
    workshop.time().pass(11min);
    QCOMPARE(storeOne(*other, u"new/X", "X"), u"already-exists"_s);
    QCOMPARE(addTag(*other, u"new/y", u"t"_s), u"ok"_s);
}

void ObjectClaims::theLabelThatAKilledProgramSetIsSet_data()
{
    addModes();
}

void ObjectClaims::theLabelThatAKilledProgramSetIsSet()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    furnish(*workshop.open(1));
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    const auto other = workshop.open(2);
    const auto isLast = [](const ObjectCall &call) { return call.changes() && call.key.endsWith("@production"_L1); };
    Program program(workshop, isLast, [](Storage &storage) { (void)label(storage, u"1.1.0"); });
    QVERIFY(program.hasClaimed());
    QCOMPARE(label(*other, u"1.1.0"), u"unavailable"_s);
    program.kill();
    QCOMPARE(label(*other, u"1.0.0"), u"unavailable"_s);
    QCOMPARE(label(*other, u"1.1.0"), u"ok"_s);
}

void ObjectClaims::oneInANamespaceOfItsOwnIsThere()
{
    ObjectWorkshop workshop(conditional());
    furnish(*workshop.open(1));
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    const auto other = workshop.open(2);
    Program program(workshop, isCommit, [](Storage &storage) { (void)storeSome(storage); }, Program::Namespace::Own);
    if (!program.hasClaimed())
        QSKIP("This machine lets nobody make a namespace of processes.");
    QCOMPARE(storeSome(*other), u"unavailable unavailable"_s);
    program.kill();
    QCOMPARE(storeSome(*other), u"ok ok"_s);
}

void ObjectClaims::whatElseItDidIsWaitedFor_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (!objectModes()[size_t(mode)].abilities.createsOnce)
            QTest::newRow(objectModes()[size_t(mode)].name) << mode;
    }
}

// It was clearing away what a removal had left: a deletion that comes late would meet what is published after.
void ObjectClaims::whatElseItDidIsWaitedFor()
{
    QFETCH(const int, mode);
    const QString place = u"prompts/new/x/1.0.0/metadata.json"_s;
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    furnish(*workshop.open(1));
    workshop.server().set(place, "{}\n");
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    const auto other = workshop.open(2);
    const auto isLast = [&](const ObjectCall &call) {
        return call.kind == ObjectCall::Kind::Remove && call.key == place;
    };
    Program program(workshop, isLast, [](Storage &storage) { (void)storeSome(storage); });
    QVERIFY(program.hasClaimed());
    program.kill();
    workshop.server().erase(place);
    QCOMPARE(storeSome(*other), u"unavailable unavailable"_s);
    workshop.time().pass(11min);
    QCOMPARE(storeSome(*other), u"ok ok"_s);
}

void ObjectClaims::nothingIsLeftOfOneThatEnded()
{
    const QString folder = m_memory->filePath(u"ended"_s);
    ObjectWorkshop workshop(conditional());
    workshop.keepClaims(folder);
    const auto storage = workshop.open(1);
    qsizetype most = 0;
    workshop.server().direct([&](int, const ObjectCall &) {
        most = std::max(most, QDir(folder).entryList(QDir::Files).size());
        return ObjectFate::Happens;
    });
    QCOMPARE(storeSome(*storage), u"ok ok"_s);
    QCOMPARE(most, qsizetype(1));
    QCOMPARE(QDir(folder).entryList(QDir::Files), QStringList());
}

void ObjectClaims::nothingIsConcludedFromAFolderOnADisk()
{
    const QTemporaryDir disk(QDir::currentPath() + "/claims-XXXXXX"_L1);
    QVERIFY(disk.isValid());
    ObjectWorkshop workshop(conditional());
    furnish(*workshop.open(1));
    workshop.keepClaims(disk.filePath(u"claims"_s));
    const auto other = workshop.open(2);
    Program program(workshop, isCommit, [](Storage &storage) { (void)storeSome(storage); });
    QVERIFY(program.hasClaimed());
    program.kill();
    QVERIFY(!QDir(disk.filePath(u"claims"_s)).exists());
    QCOMPARE(storeSome(*other), u"unavailable unavailable"_s);
}

void ObjectClaims::nothingIsConcludedFromAFolderOfOthers()
{
    const QString folder = m_memory->filePath(u"claims"_s);
    ObjectWorkshop workshop(conditional());
    furnish(*workshop.open(1));
    workshop.keepClaims(folder);
    const auto other = workshop.open(2);
    Program program(workshop, isCommit, [](Storage &storage) { (void)storeSome(storage); });
    program.kill();
    const auto mine = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QVERIFY(QFile::setPermissions(folder, mine | QFile::WriteOther | QFile::ExeOther));
    QCOMPARE(storeSome(*other), u"unavailable unavailable"_s);
    QVERIFY(QFile::setPermissions(folder, mine));
    QCOMPARE(storeSome(*other), u"ok ok"_s);
}

void ObjectClaims::nothingIsConcludedFromAnAnnouncementOfAnotherKind_data()
{
    QTest::addColumn<QString>("key");
    for (const auto name : {"names-.json", "names-..json", "names-file.json", "names-0123456789abcdef/../file.json"})
        QTest::newRow(name) << u"locks/"_s + QString::fromLatin1(name);
}

void ObjectClaims::nothingIsConcludedFromAnAnnouncementOfAnotherKind()
{
    QFETCH(const QString, key);
    ObjectWorkshop workshop(conditional());
    workshop.keepClaims(m_memory->filePath(u"claims"_s));
    const auto storage = workshop.open(1);
    QCOMPARE(storeOne(*storage, u"first", "f"), u"ok"_s); // and the folder is there
    QFile file(m_memory->filePath(u"claims/file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    workshop.server().set(key, R"({"intends": {"q@1.0.0": "00"}})");
    QCOMPARE(storeOne(*storage, u"second", "s"), u"unavailable"_s);
}

void ObjectClaims::whatIsLongForgottenIsRemoved()
{
    const QString folder = m_memory->filePath(u"claims"_s);
    ObjectWorkshop workshop(conditional());
    workshop.keepClaims(folder);
    const auto storage = workshop.open(1);
    QCOMPARE(storeOne(*storage, u"first", "f"), u"ok"_s);
    const auto leave = [&](const QString &name, qint64 days) {
        QFile file(folder + u'/' + name);
        return file.open(QIODevice::WriteOnly) &&
               file.setFileTime(QDateTime::currentDateTime().addDays(-days), QFileDevice::FileModificationTime);
    };
    QVERIFY(leave(u"old"_s, 2) && leave(u"young"_s, 0));
    QCOMPARE(storeOne(*storage, u"second", "s"), u"ok"_s);
    QCOMPARE(QDir(folder).entryList(QDir::Files), QStringList{u"young"_s});
}

void ObjectClaims::theFolderIsInThatOfTheSession()
{
    const QByteArray before = qgetenv("XDG_RUNTIME_DIR");
    const auto folderWith = [&](const QByteArray &value) {
        qputenv("XDG_RUNTIME_DIR", value);
        const QString folder = systemObjectParts().claims;
        qputenv("XDG_RUNTIME_DIR", before);
        return folder;
    };
    QCOMPARE(folderWith(m_memory->path().toUtf8()), m_memory->filePath(u"pulse-claims"_s));
    QCOMPARE(folderWith("relative"), QString());
    QCOMPARE(folderWith({}), QString());
}

QTEST_GUILESS_MAIN(ObjectClaims)
#include "test_object_claims.moc"
