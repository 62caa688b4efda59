// SPDX-License-Identifier: Apache-2.0
#include "inspector.h"

#include "metadata_file.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"
#include "upgrade.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

std::optional<Name> nameOf(const QByteArray &path)
{
    if (!path.startsWith(layout::prompts + '/'))
        return std::nullopt;
    auto name = Name::parse(QString::fromUtf8(path.sliced(layout::prompts.size() + 1)));
    return name ? std::optional(*std::move(name)) : std::nullopt;
}

} // namespace

Inspector::Inspector(Library &library, Call call, bool repair, ProgressSink progress, std::stop_token stop)
    : m_library(library)
    , m_fs(library.fs())
    , m_call(std::move(call))
    , m_repair(repair)
    , m_progress(std::move(progress))
    , m_stop(std::move(stop))
{}

Result<InspectionReport> Inspector::run()
{
    std::optional<Writing> writing;
    if (m_repair) {
        auto begun = Writing::begin(m_library, m_call, m_stop);
        if (!begun)
            return failure(std::move(begun));
        writing.emplace(*std::move(begun));
        m_isWriting = true;
    }
    if (auto done = inspectAll(); !done)
        return failure(std::move(done));
    return std::move(m_report);
}

Result<InspectionReport> Inspector::runWhileWriting()
{
    m_isWriting = true;
    if (auto done = inspectAll(); !done)
        return failure(std::move(done));
    return std::move(m_report);
}

Result<void> Inspector::inspectAll()
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    if (auto done = inspectRoot(); !done)
        return done;
    if (m_hasPrompts) {
        if (auto done = inspectFolder(layout::prompts, 0); !done)
            return done;
    }
    m_report.versions = std::ssize(m_versions);
    const qint64 total = m_report.versions;
    for (qint64 i = 0; const VersionKey &key : m_versions) {
        if (m_progress)
            m_progress({i++, total, key.name.toString()});
        if (auto done = inspectVersion(key); !done)
            return done;
    }
    reportTwins();
    if (auto done = inspectTrash(); !done)
        return done;
    settleDoubts();
    if (m_distrust)
        return std::unexpected(*m_distrust);
    if (m_progress)
        m_progress({total, total, {}});
    return {};
}

Finding &Inspector::report(Severity severity, const QString &kind, const QByteArray &path, const QString &message,
                           const std::optional<VersionKey> &key)
{
    if (severity == Severity::Damage && key && !m_isInTrash)
        m_library.damage().note(*key, message);
    Finding finding{.severity = severity,
                    .kind = kind,
                    .path = QString::fromUtf8(path),
                    .name = key ? std::optional(key->name) : nameOf(path),
                    .version = key ? std::optional(key->version) : std::nullopt,
                    .message = message};
    return m_report.findings.emplace_back(std::move(finding));
}

// What is gone meanwhile is no damage, and what is no folder was reported with the folder that it lies in.
void Inspector::reportUnreadable(const QByteArray &path, SystemFailure cause, const std::optional<VersionKey> &key)
{
    if (cause.number == ENOENT || cause.number == ENOTDIR || cause.number == ELOOP)
        return;
    report(Severity::Damage, u"unreadable"_s, path, systemError(cause.number, {}, QString::fromUtf8(path)).message(),
           key);
}

void Inspector::mend(Finding &finding, const QString &action, const Mending &mending)
{
    finding.repairable = true;
    if (!m_repair)
        return;
    const Sys<void> outcome = mending();
    finding.repaired = outcome.has_value();
    if (outcome)
        finding.action = action;
    else
        finding.message +=
            u" It could not be repaired: %1"_s.arg(systemError(outcome.error().number, {}, finding.path).message());
}

Result<void> Inspector::inspectRoot()
{
    const auto status = m_fs.status(m_library.root());
    if (!status)
        return m_call.fails(status.error());
    m_owner = status->owner;
    m_isSealed = m_library.isSealed();
    inspectMode({}, m_library.root(), privateDirectoryMode);
    const auto entries = m_fs.entries(m_library.root());
    if (!entries)
        return m_library.explain(m_call, entries.error(), {});
    m_hasPrompts = std::ranges::contains(*entries, layout::prompts, &DirectoryEntry::name);
    for (const DirectoryEntry &entry : *entries)
        inspectRootEntry(entry);
    const bool hasFile = std::ranges::contains(*entries, layout::libraryFile, &DirectoryEntry::name);
    if (hasFile)
        inspectLibraryFile();
    else
        report(Severity::Notice, u"missing-library-file"_s, layout::libraryFile,
               u"There is no library.json. The library works without; it has no identity of its own."_s);
    if (!std::ranges::contains(*entries, layout::prompts, &DirectoryEntry::name)) {
        Finding &finding = report(Severity::Warning, u"missing-folder"_s, layout::prompts,
                                  u"There is no folder “prompts”. If this library held prompts, restore them from a "
                                  "backup; otherwise repair makes an empty one."_s);
        mend(finding, u"Made an empty folder."_s, [&]() -> Sys<void> {
            const auto made = createDirectory(m_fs, m_library.root(), layout::prompts);
            return made ? m_fs.sync(m_library.root()) : Sys<void>(std::unexpected(made.error()));
        });
    }
    inspectUpgrade();
    return {};
}

void Inspector::inspectRootEntry(const DirectoryEntry &entry)
{
    const bool isFolder = entry.name == layout::prompts || entry.name == layout::trash || entry.name == layout::lost;
    if (layout::isTemporary(entry.name)) {
        m_doubts.push_back({{}, entry.name});
    } else if (isFolder && entry.type != EntryType::Directory) {
        m_hasPrompts = m_hasPrompts && entry.name != layout::prompts;
        const bool isLink = entry.type == EntryType::Link;
        report(Severity::Damage, isLink ? u"symbolic-link"_s : u"not-a-folder"_s, entry.name,
               u"“%1” is %2, so nothing in it is read. Pulse follows no links inside a library; put the real folder in "
               "its place."_s.arg(QString::fromUtf8(entry.name), isLink ? u"a symbolic link"_s : u"no folder"_s));
    } else if (isFolder) {
        inspectAccess(m_library.root(), entry.name, entry.name, privateDirectoryMode);
        if (entry.name == layout::lost)
            inspectLost();
    } else if (entry.name == layout::lockFile && entry.type != EntryType::File) {
        report(Severity::Damage, u"not-a-file"_s, entry.name,
               u"“.lock” is no regular file, so that nothing can be changed. Remove it."_s);
    } else if (entry.name != layout::libraryFile && entry.name != "lost+found" && !entry.name.startsWith('.') &&
               !(entry.type == EntryType::Directory && layout::isOfObjectStores(entry.name))) {
        report(Severity::Notice, u"extra-file"_s, entry.name,
               u"It is no part of the library. Pulse leaves it alone."_s);
    }
}

void Inspector::inspectLibraryFile()
{
    inspectAccess(m_library.root(), layout::libraryFile, layout::libraryFile, privateFileMode);
    if (const auto file = open(m_fs, m_library.root(), layout::libraryFile, Fs::Access::Read))
        inspectMode(layout::libraryFile, file->get(), privateFileMode);
    const auto json = readSmallFile(m_fs, m_library.root(), layout::libraryFile);
    const auto known = json ? decodeLibraryFile(*json) : failure(ErrorCode::Corrupt, {}, {}, u"It cannot be read."_s);
    if (!known) {
        Finding &finding = report(Severity::Damage, u"bad-library-file"_s, layout::libraryFile,
                                  u"The file library.json cannot be understood: %1"_s.arg(known.error().message()));
        finding.acceptable = json && decodeLibraryFile(unsealed(*json)).has_value();
    } else if (known->schema >= layout::sealedSchema && !known->sealed) {
        report(Severity::Warning, u"unsealed"_s, layout::libraryFile,
               u"The file library.json has no seal, so damage to it cannot be noticed. Look at it; if it is right, "
               "accept it as it is."_s)
            .acceptable = true;
    }
}

void Inspector::inspectUpgrade()
{
    // Where the root cannot be listed, the inspection says so by itself.
    for (const QByteArray &name : Upgrade::previous(m_library).value_or(QList<QByteArray>()))
        report(Severity::Notice, u"previous-layout"_s, name,
               u"An upgrade kept the library as it was before. When you no longer need that, delete it (upgrade "
               "--drop-old)."_s);
    const auto state = Upgrade::stateOf(m_library);
    if (state == Upgrade::State::Committed) {
        m_isSealed = false; // not everywhere yet
        report(Severity::Notice, u"unfinished-upgrade"_s, layout::upgrade,
               u"An upgrade was cut off after it was decided. The next change, or a repair, completes it."_s)
            .repairable = true;
    } else if (state == Upgrade::State::Begun && !m_isWriting) {
        report(Severity::Notice, u"abandoned-upgrade"_s, layout::upgrade,
               u"An upgrade was stopped before it was decided; the library is as it was. Upgrade again to go on, or "
               "let a repair remove what was built."_s)
            .repairable = true;
    } else if (state == Upgrade::State::Begun && m_repair) {
        Finding &finding = report(Severity::Notice, u"abandoned-upgrade"_s, layout::upgrade,
                                  u"An upgrade was stopped before it was decided; the library is as it was."_s);
        mend(finding, u"Removed what was built."_s,
             [&] { return removeTree(m_fs, m_library.root(), layout::upgrade); });
    }
}

void Inspector::inspectLost()
{
    const auto lost = open(m_fs, m_library.root(), layout::lost, Fs::Access::Directory);
    const auto entries = lost ? m_fs.entries(lost->get()) : std::unexpected(lost.error());
    if (!entries) {
        reportUnreadable(layout::lost, entries.error());
        return;
    }
    inspectMode(layout::lost, lost->get(), privateDirectoryMode);
    for (const DirectoryEntry &entry : *entries) {
        if (layout::isTemporary(entry.name))
            m_doubts.push_back({layout::lost, entry.name});
        else
            report(Severity::Notice, u"kept-aside"_s, layout::lost + '/' + entry.name,
                   u"A repair moved something here that may be somebody's work; record.json beside it says where it "
                   "was. Look into it, then delete the folder."_s);
    }
}

void Inspector::inspectMode(const QByteArray &path, int descriptor, unsigned right)
{
    const auto status = m_fs.status(descriptor);
    if (!status)
        return;
    const QString shown = path.isEmpty() ? u"the library's folder"_s : QString::fromUtf8(path);
    if (status->owner != m_owner)
        report(Severity::Warning, u"wrong-owner"_s, path,
               u"“%1” belongs to another user than the library, who may change it. Give it to the library's owner "
               "(chown)."_s.arg(shown));
    if ((status->mode & ~right) == 0)
        return;
    Finding &finding =
        report(Severity::Warning, u"loose-mode"_s, path,
               u"Others on this computer may use “%1” (its mode is %2). Repair makes it yours alone."_s.arg(
                   shown, QString::number(status->mode, 8)));
    mend(finding, u"Set its mode to %1."_s.arg(QString::number(right, 8)),
         [&] { return m_fs.setMode(descriptor, right); });
}

void Inspector::inspectAccess(int parent, const QByteArray &name, const QByteArray &path, unsigned right)
{
    const auto status = m_fs.statusAt(parent, name);
    const bool isFit = status && (status->type == EntryType::File || status->type == EntryType::Directory);
    if (!isFit || (status->mode & right) == right)
        return;
    Finding &finding = report(Severity::Warning, u"tight-mode"_s, path,
                              u"“%1” is closed to its own owner (its mode is %2). Repair opens it."_s.arg(
                                  QString::fromUtf8(path), QString::number(status->mode, 8)));
    mend(finding, u"Set its mode to %1."_s.arg(QString::number(right, 8)),
         [&] { return m_fs.setModeAt(parent, name, right); });
}

} // namespace pulse::filesystem
