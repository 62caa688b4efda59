// SPDX-License-Identifier: Apache-2.0
#include "writer.h"

#include "pulse/base/clock.h"
#include "pulse/fs/durable_file.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int mostAttempts = 20; // to be faster than another program that commits
constexpr std::chrono::milliseconds longestPause{16};
const QByteArray privateFolder = QByteArrayLiteral("pulse"); // in the repository; Git leaves it alone
const QByteArray lockFile = QByteArrayLiteral("lock");
const QString checkoutNote = u"checkout"_s;

std::unexpected<Error> busy(const Call &call)
{
    return call.fails(ErrorCode::Unavailable,
                      u"Another program is writing to this library and has not finished. Try again in a moment."_s);
}

// Git takes no line breaks or angle brackets in a name.
QString nameForGit(QString text)
{
    text.removeIf([](QChar c) { return c == u'<' || c == u'>' || c < u' '; });
    return text.trimmed();
}

} // namespace

/// The permission to change the repository.
class Writer::Hold
{
public:
    Hold(Fs &fs, std::unique_lock<std::timed_mutex> mutex, Descriptor folder, Descriptor file)
        : m_fs(fs)
        , m_mutex(std::move(mutex))
        , m_folder(std::move(folder))
        , m_file(std::move(file))
    {}
    Hold(const Hold &) = delete;
    Hold &operator=(const Hold &) = delete;
    ~Hold() { m_fs.unlock(m_file.get()); }

    [[nodiscard]] int file() const { return m_file.get(); }
    [[nodiscard]] const Descriptor &folder() const { return m_folder; }

private:
    Fs &m_fs;
    std::unique_lock<std::timed_mutex> m_mutex;
    Descriptor m_folder;
    Descriptor m_file;
};

Writer::Writer(const Repository &repository, WriterParts parts)
    : m_repository(repository)
    , m_parts(std::move(parts))
    , m_refs(repository.fs(), repository.gitFolder(), repository.modes())
    , m_objects(repository.fs(), repository.gitFolder(), repository.modes(), m_parts.randomName)
{}

void Writer::step(const char *name) const
{
    if (m_parts.atStep)
        m_parts.atStep(name);
}

Result<std::unique_ptr<Writer::Hold>> Writer::acquire(const Call &call, const std::stop_token &stop)
{
    if (m_isDoubtful)
        return call.fails(ErrorCode::DurabilityUnknown,
                          u"The disk did not confirm an earlier change, so nothing more is written. Open the library "
                          "again and verify it."_s);
    const auto deadline = std::chrono::steady_clock::now() + m_parts.lockWait;
    const auto checkTime = [&]() -> Result<void> {
        if (auto go = call.checkStop(stop); !go)
            return go;
        return std::chrono::steady_clock::now() < deadline ? Result<void>() : busy(call);
    };
    std::unique_lock mutex(m_mutex, std::defer_lock);
    while (!mutex.try_lock_for(longestPause)) {
        if (auto go = checkTime(); !go)
            return failure(std::move(go));
    }
    Fs &fs = m_repository.fs();
    auto folder = openOrMakeFolderIn(fs, m_repository.gitFolder(), QString::fromUtf8(privateFolder),
                                     m_repository.place().gitFolder);
    if (!folder)
        return call.fails(std::move(folder).error());
    std::chrono::milliseconds pause{1};
    for (;;) {
        auto file = open(fs, folder->get(), lockFile, Fs::Access::Lock);
        if (!file)
            return call.fails(file.error());
        const auto locked = fs.tryLock(file->get());
        if (locked) {
            // Somebody may have deleted the file: whoever comes then would lock another one.
            const auto held = fs.status(file->get());
            const auto named = fs.statusAt(folder->get(), lockFile);
            const bool isNamed = held && named && held->inode == named->inode;
            // What the file will say of the branch's lock is of use only where its name survives too.
            if (isNamed && !m_isNameSynced.exchange(true)) {
                for (const int descriptor : {folder->get(), m_repository.gitFolder().get()}) {
                    if (const auto synced = fs.sync(descriptor); !synced) {
                        m_isNameSynced = false;
                        fs.unlock(file->get());
                        return call.fails(synced.error());
                    }
                }
            }
            if (isNamed)
                return std::make_unique<Hold>(fs, std::move(mutex), *std::move(folder), *std::move(file));
            fs.unlock(file->get());
        } else if (locked.error().number != EAGAIN) {
            return call.fails(locked.error());
        }
        if (auto go = checkTime(); !go)
            return failure(std::move(go));
        m_parts.pause(pause);
        pause = std::min(pause * 2, longestPause);
    }
}

Result<QByteArray> Writer::signature(const Call &call) const
{
    QString name = nameForGit(m_repository.config("user.name"));
    QString email = nameForGit(m_repository.config("user.email"));
    if (name.isEmpty() || email.isEmpty()) {
        const QString author = m_parts.author.now();
        const qsizetype bracket = author.indexOf(u'<');
        name = nameForGit(bracket < 0 ? author : author.first(bracket));
        email = bracket < 0 ? QString() : nameForGit(author.sliced(bracket));
    }
    if (name.isEmpty())
        return call.fails(ErrorCode::Invalid,
                          u"A change in a Git repository needs an author, and there is none. Tell Git who you are (git "
                          "config --global user.name \"…\", and user.email), or set the author in Pulse's settings."_s);
    const QByteArray time = QByteArray::number(m_parts.clock->now().toSecsSinceEpoch());
    return name.toUtf8() + " <" + email.toUtf8() + "> " + time + " +0000";
}

// From here on whoever comes next brings the working tree from this commit to the branch's.
Result<void> Writer::noteCheckout(const Oid &from, const Call &call) const
{
    Fs &fs = m_repository.fs();
    const auto folder = open(fs, m_repository.gitFolder().get(), privateFolder, Fs::Access::Directory);
    if (!folder)
        return call.fails(folder.error());
    auto written = writeFile(fs, *folder, checkoutNote, from.hex() + '\n', {}, m_repository.place().gitFolder);
    return written ? Result<void>() : call.fails(std::move(written).error());
}

Result<void> Writer::recover(const Call &call, const std::stop_token &stop)
{
    const auto hold = acquire(call, stop);
    if (!hold)
        return failure(hold);
    m_refs.removeStaleLocks((*hold)->file());
    return recoverHeld(call);
}

Result<void> Writer::recoverHeld(const Call &call)
{
    if (m_repository.isBare())
        return {};
    Fs &fs = m_repository.fs();
    const auto folder = open(fs, m_repository.gitFolder().get(), privateFolder, Fs::Access::Directory);
    if (!folder)
        return {};
    const auto note = open(fs, folder->get(), checkoutNote.toUtf8(), Fs::Access::Read);
    if (!note)
        return note.error().number == ENOENT ? Result<void>() : call.fails(note.error());
    QByteArray text(64, Qt::Uninitialized);
    const auto length = readFully(fs, note->get(), {text.data(), static_cast<size_t>(text.size())});
    if (!length)
        return call.fails(length.error());
    const Oid from = Oid::fromHex(QByteArrayView(text).first(qMin<qsizetype>(*length, GIT_OID_SHA1_HEXSIZE)));
    const auto now = m_repository.snapshot(call);
    if (!now)
        return failure(now);
    Oid tree;
    if (!from.isNull()) {
        const auto facts = m_repository.commit(from, call);
        if (!facts)
            return failure(facts);
        tree = facts->tree;
    }
    const auto changes = changedFiles(m_repository, tree, now->tree, call);
    if (!changes)
        return failure(changes);
    if (auto applied = WorkingTree(m_repository, m_parts.randomName).apply(*changes, call); !applied)
        return applied;
    (void)fs.removeFile(folder->get(), checkoutNote.toUtf8());
    return {};
}

// Git holds it for as long as a commit or a switch takes it to write a line.
Result<HeadLock> Writer::lockHead(const Call &call, const std::stop_token &stop)
{
    std::chrono::milliseconds pause{1};
    for (int attempt = 1;; ++attempt) {
        auto lock = m_refs.lockHead();
        if (lock)
            return *std::move(lock);
        if (lock.error().number != EEXIST)
            return call.fails(lock.error());
        if (attempt == mostAttempts)
            return call.fails(
                ErrorCode::Unavailable,
                u"Another program holds the lock of HEAD (the file HEAD.lock in the repository). Try again "
                "when it is done; if none is running, delete that file."_s);
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        m_parts.pause(pause);
        pause = std::min(pause * 2, longestPause);
    }
}

Result<bool> Writer::publish(const Hold &hold, const Snapshot &from, const Oid &to, const Oid &tree,
                             const QByteArray &logLine, const Call &call, const std::stop_token &stop)
{
    std::vector<FileChange> changes;
    const bool hasFiles = !m_repository.isBare();
    const WorkingTree files(m_repository, m_parts.randomName);
    if (hasFiles) {
        auto found = changedFiles(m_repository, from.tree, tree, call);
        if (!found)
            return failure(std::move(found));
        changes = *std::move(found);
        if (auto allowed = files.check(changes, call); !allowed)
            return failure(std::move(allowed));
        step("note");
        if (auto noted = noteCheckout(from.commit, call); !noted)
            return failure(std::move(noted));
    }
    step("head");
    const auto head = lockHead(call, stop);
    const auto branch = head ? m_repository.currentBranch(call) : failure(head);
    step("ref");
    const auto moved = !branch ? Result<Refs::Outcome>(failure(branch))
                       : *branch != from.branch
                           ? Result<Refs::Outcome>(Refs::Outcome::Lost) // somebody switched meanwhile
                           : m_refs.move(m_repository, {from.branch, from.commit, to, logLine}, hold.file(), call);
    if (!moved || *moved == Refs::Outcome::Lost) {
        if (hasFiles)
            (void)m_repository.fs().removeFile(hold.folder().get(), checkoutNote.toUtf8());
        return moved ? Result<bool>(false) : failure(moved);
    }
    step("files");
    if (hasFiles && files.apply(changes, call)) // else the next writer does it: the note is there
        (void)m_repository.fs().removeFile(hold.folder().get(), checkoutNote.toUtf8());
    step("done");
    if (*moved == Refs::Outcome::Unacknowledged) {
        m_isDoubtful = true;
        return call.fails(ErrorCode::DurabilityUnknown,
                          u"The change was made, and the disk did not confirm it: it may be lost in a power cut. Open "
                          "the library again and verify it."_s);
    }
    return true;
}

Result<Snapshot> Writer::change(const Call &call, const std::stop_token &stop, const Edit &edit)
{
    const auto hold = acquire(call, stop);
    if (!hold)
        return failure(hold);
    m_refs.removeStaleLocks((*hold)->file());
    if (auto recovered = recoverHeld(call); !recovered)
        return failure(std::move(recovered));
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        const auto before = m_repository.snapshot(call);
        if (!before)
            return failure(before);
        ObjectBatch batch;
        TreeEdit tree(m_repository, before->tree, call, batch);
        const auto commit = edit(tree, *before);
        if (!commit)
            return failure(commit);
        const Oid root = commit->message.isEmpty() ? before->tree : tree.write();
        if (root == before->tree && commit->otherParents.empty())
            return *before;
        const auto signer = signature(call);
        if (!signer)
            return failure(signer);
        QByteArray text = "tree " + root.hex() + '\n';
        if (!before->commit.isNull())
            text += "parent " + before->commit.hex() + '\n';
        for (const Oid &parent : commit->otherParents)
            text += "parent " + parent.hex() + '\n';
        text += "author " + *signer + "\ncommitter " + *signer + "\n\n" + commit->message.toUtf8();
        if (!text.endsWith('\n'))
            text += '\n';
        const Oid id = batch.add(ObjectType::Commit, text);
        step("objects");
        if (auto written = m_objects.write(batch, call, stop); !written)
            return failure(std::move(written));
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const QByteArray subject = commit->message.section(u'\n', 0, 0).toUtf8();
        const auto moved = publish(**hold, *before, id, root, *signer + "\tcommit: " + subject, call, stop);
        if (!moved)
            return failure(moved);
        if (*moved)
            return Snapshot{before->branch, id, root};
    }
    return busy(call);
}

Result<bool> Writer::fastForward(const Snapshot &from, const Oid &to, const Call &call, const std::stop_token &stop)
{
    const auto hold = acquire(call, stop);
    if (!hold)
        return failure(hold);
    m_refs.removeStaleLocks((*hold)->file());
    if (auto recovered = recoverHeld(call); !recovered)
        return failure(std::move(recovered));
    const auto facts = m_repository.commit(to, call);
    if (!facts)
        return failure(facts);
    const auto signer = signature(call);
    if (!signer)
        return failure(signer);
    return publish(**hold, from, to, facts->tree, *signer + "\tmerge: fast-forward", call, stop);
}

Result<bool> Writer::moveRef(const QByteArray &ref, const Oid &from, const Oid &to, const Call &call,
                             const std::stop_token &stop)
{
    const auto hold = acquire(call, stop);
    if (!hold)
        return failure(hold);
    m_refs.removeStaleLocks((*hold)->file());
    const auto signer = signature(call);
    if (!signer)
        return failure(signer);
    const auto moved = m_refs.move(m_repository, {ref, from, to, *signer + "\tbranch: moved"}, (*hold)->file(), call);
    if (!moved)
        return failure(moved);
    if (*moved == Refs::Outcome::Unacknowledged) {
        m_isDoubtful = true;
        return call.fails(ErrorCode::DurabilityUnknown, u"The change was made, and the disk did not confirm it: it may "
                                                        "be lost in a power cut. Open the library again."_s);
    }
    return *moved == Refs::Outcome::Moved;
}

Result<void> Writer::switchTo(const QByteArray &ref, const Call &call, const std::stop_token &stop)
{
    const auto hold = acquire(call, stop);
    if (!hold)
        return failure(hold);
    m_refs.removeStaleLocks((*hold)->file());
    if (auto recovered = recoverHeld(call); !recovered)
        return recovered;
    step("head");
    const auto head = lockHead(call, stop); // before looking where it points
    const auto from = head ? m_repository.snapshot(call) : failure(head);
    const auto to = from ? m_repository.snapshotOf(ref, call) : from;
    if (!to)
        return failure(to);
    const bool hasFiles = !m_repository.isBare();
    const WorkingTree files(m_repository, m_parts.randomName);
    std::vector<FileChange> changes;
    if (hasFiles) {
        auto found = changedFiles(m_repository, from->tree, to->tree, call);
        if (!found)
            return failure(std::move(found));
        changes = *std::move(found);
        if (auto allowed = files.check(changes, call); !allowed)
            return allowed;
        step("note");
        if (auto noted = noteCheckout(from->commit, call); !noted)
            return noted;
    }
    step("ref");
    if (const auto pointed = m_refs.pointHead(ref, (*hold)->folder(), *head); !pointed)
        return call.fails(pointed.error());
    step("files");
    if (hasFiles && files.apply(changes, call))
        (void)m_repository.fs().removeFile((*hold)->folder().get(), checkoutNote.toUtf8());
    step("done");
    return {};
}

Result<void> Writer::syncBranch(const Snapshot &snapshot, const Call &call) const
{
    if (const auto synced = m_refs.sync(snapshot.branch); !synced)
        return call.fails(synced.error());
    return {};
}

} // namespace pulse::git
