// SPDX-License-Identifier: Apache-2.0
#include "inspector.h"

#include "layout.h"
#include "pointers.h"
#include "pulse/fs/file_io.h"
#include "trash.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr int deepest = Name::maxBytes / 2;

std::optional<Name> nameOf(const QByteArray &path)
{
    if (!path.startsWith(layout::prompts + '/'))
        return std::nullopt;
    auto name = Name::parse(QString::fromUtf8(path.sliced(layout::prompts.size() + 1)));
    return name ? std::optional(*std::move(name)) : std::nullopt;
}

} // namespace

Inspector::Inspector(Library &library, Call call, bool repair, const ProgressSink &progress, std::stop_token stop)
    : m_library(library)
    , m_fs(library.fs())
    , m_call(std::move(call))
    , m_repair(repair)
    , m_progress(progress)
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
    }
    auto done = inspectRoot();
    if (done)
        done = inspectFolder(layout::prompts, 0);
    if (!done)
        return failure(std::move(done));
    m_report.versions = std::ssize(m_versions);
    for (qint64 i = 0; const VersionKey &key : m_versions) {
        if (m_progress)
            m_progress({i++, m_report.versions, key.name.toString()});
        if (done = inspectVersion(key); !done)
            return failure(std::move(done));
    }
    done = inspectTrash();
    if (done)
        done = settleDoubts(writing.has_value());
    if (!done)
        return failure(std::move(done));
    if (m_progress)
        m_progress({m_report.versions, m_report.versions, {}});
    return std::move(m_report);
}

Finding &Inspector::report(Severity severity, const QString &kind, const QByteArray &path, const QString &message,
                           const std::optional<VersionKey> &key)
{
    if (severity == Severity::Damage && key)
        m_library.damage().note(*key, message);
    Finding finding{.severity = severity,
                    .kind = kind,
                    .path = QString::fromUtf8(path),
                    .name = key ? std::optional(key->name) : nameOf(path),
                    .version = key ? std::optional(key->version) : std::nullopt,
                    .message = message};
    return m_report.findings.emplace_back(std::move(finding));
}

void Inspector::mend(Finding &finding, const std::function<Sys<void>()> &mending)
{
    finding.repairable = true;
    if (!m_repair)
        return;
    const Sys<void> outcome = mending();
    finding.repaired = outcome.has_value();
    if (!outcome)
        finding.message +=
            u" It could not be repaired: %1"_s.arg(systemError(outcome.error().number, {}, finding.path).message());
}

Result<void> Inspector::inspectRoot()
{
    inspectMode({}, m_library.root(), privateDirectoryMode);
    const auto entries = m_fs.entries(m_library.root());
    if (!entries)
        return m_library.explain(m_call, entries.error(), {});
    for (const DirectoryEntry &entry : *entries) {
        if (layout::isTemporary(entry.name))
            m_doubts.push_back({{}, entry.name});
    }
    if (const auto file = open(m_fs, m_library.root(), layout::libraryFile, Fs::Access::Read))
        inspectMode(layout::libraryFile, file->get(), privateFileMode);
    else if (file.error().number == ENOENT)
        report(Severity::Notice, u"missing-library-file"_s, layout::libraryFile,
               u"There is no library.json. The library works without; it has no identity of its own."_s);
    return {};
}

void Inspector::inspectMode(const QByteArray &path, int descriptor, unsigned right)
{
    const auto status = m_fs.status(descriptor);
    if (!status || (status->mode & ~right) == 0)
        return;
    Finding &finding = report(
        Severity::Warning, u"loose-mode"_s, path,
        u"Others on this computer may use “%1” (its mode is %2). Repair makes it yours alone."_s.arg(
            path.isEmpty() ? u"the library's folder"_s : QString::fromUtf8(path), QString::number(status->mode, 8)));
    mend(finding, [&] { return m_fs.setMode(descriptor, right); });
}

Result<void> Inspector::inspectFolder(const QByteArray &path, int depth)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    const auto directory = open(m_fs, m_library.root(), path, Fs::Access::Directory);
    if (!directory && directory.error().number == ENOENT && depth > 0)
        return {}; // removed meanwhile
    if (!directory) {
        auto error = m_library.explain(m_call, directory.error(), path);
        if (depth == 0)
            return error.error().code() == ErrorCode::NotFound ? Result<void>() : error;
        report(Severity::Damage, u"unreadable"_s, path, error.error().message());
        return {};
    }
    const auto contents = readPromptDirectory(m_fs, directory->get());
    if (!contents)
        return m_call.fails(contents.error());
    inspectMode(path, directory->get(), privateDirectoryMode);
    inspectNames(path, *contents);
    inspectOddities(path, *contents);
    if (const auto name = nameOf(path); contents->isPrompt()) {
        ++m_report.prompts;
        inspectPointers({path, *directory}, *contents);
        if (!name)
            report(Severity::Damage, u"bad-name"_s, path,
                   u"“%1” is not a name that a prompt can have, so its versions cannot be reached. Rename the "
                   "folder."_s.arg(QString::fromUtf8(path)));
        for (const Version &version : contents->versions) {
            if (name)
                m_versions.push_back({*name, version});
        }
    }
    for (const QByteArray &folder : contents->folders) {
        if (depth >= deepest)
            break;
        if (auto below = inspectFolder(path + '/' + folder, depth + 1); !below)
            return below;
    }
    return {};
}

void Inspector::inspectNames(const QByteArray &path, const PromptDirectory &contents)
{
    QHash<QString, QByteArray> seen;
    for (const QByteArray &folder : contents.folders) {
        const QString folded = foldCase(QString::fromUtf8(folder));
        const auto other = seen.constFind(folded);
        if (other == seen.cend()) {
            seen.insert(folded, folder);
            continue;
        }
        report(Severity::Warning, u"name-collision"_s, path + '/' + folder,
               u"“%1” and “%2” differ only by case or by the spelling of accents, so one of them is lost on other "
               "systems. Rename one of them."_s.arg(QString::fromUtf8(*other), QString::fromUtf8(folder)));
    }
}

void Inspector::inspectOddities(const QByteArray &path, const PromptDirectory &contents)
{
    for (const QByteArray &name : contents.temporaries)
        m_doubts.push_back({path, name});
    for (const QByteArray &link : contents.links)
        report(Severity::Damage, u"symbolic-link"_s, path + '/' + link,
               u"It is a symbolic link, which Pulse does not follow. Put the real folder in its place, or remove "
               "it."_s);
    for (const DirectoryEntry &entry : contents.falseVersions)
        report(Severity::Damage, entry.type == EntryType::Link ? u"symbolic-link"_s : u"not-a-folder"_s,
               path + '/' + entry.name,
               u"It has the name of a version but is no folder. Put the real folder in its place, or remove it."_s);
    for (const DirectoryEntry &entry : contents.strays)
        report(Severity::Notice, entry.type == EntryType::File ? u"extra-file"_s : u"not-a-file"_s,
               path + '/' + entry.name, u"It is no part of the library. Pulse leaves it alone."_s);
}

void Inspector::inspectPointers(const Place &place, const PromptDirectory &contents)
{
    for (const DirectoryEntry &pointer : contents.pointers) {
        if (pointer.name == layout::latest)
            continue;
        const auto label = Label::parse(QString::fromUtf8(pointer.name.sliced(1)));
        const auto version = readPointer(m_fs, place.directory.get(), pointer);
        if (!label)
            report(Severity::Warning, u"bad-label"_s, place.path + '/' + pointer.name, label.error().message());
        else if (!version || !std::ranges::binary_search(contents.versions, *version))
            report(Severity::Warning, u"dangling-label"_s, place.path + '/' + pointer.name,
                   u"The label “%1” points at nothing that is published. Set it anew, or remove it."_s.arg(
                       label->toString()));
    }
    const auto right = latestOf(contents.versions);
    const auto entry = std::ranges::find(contents.pointers, layout::latest, &DirectoryEntry::name);
    if (!right || (entry != contents.pointers.end() && readPointer(m_fs, place.directory.get(), *entry) == right))
        return;
    Finding &finding = report(
        Severity::Warning, u"stale-pointer"_s, place.path + '/' + layout::latest,
        u"The link “latest” is missing or does not point at %1. Pulse itself goes by the versions; repair sets it "
        "for other programs."_s.arg(right->toString()));
    mend(finding, [&]() -> Sys<void> {
        const auto pointed = pointLatest(m_library, place.directory.get(), contents, contents.versions);
        if (!pointed)
            return std::unexpected(pointed.error());
        return m_fs.sync(place.directory.get());
    });
}

// Removing and restoring leave an empty folder when they are killed before the first version or after the last.
bool Inspector::holdsSomething(const QByteArray &path) const
{
    const auto folder = open(m_fs, m_library.root(), path, Fs::Access::Directory);
    if (!folder)
        return folder.error().number != ENOENT;
    const auto contents = readPromptDirectory(m_fs, folder->get());
    return !contents || contents->isPrompt() || !contents->folders.isEmpty() || !contents->links.isEmpty() ||
           !contents->falseVersions.empty() || !contents->strays.empty();
}

Result<void> Inspector::inspectTrash()
{
    const auto directory = open(m_fs, m_library.root(), layout::trash, Fs::Access::Directory);
    if (!directory)
        return directory.error().number == ENOENT ? Result<void>() : m_call.fails(directory.error());
    inspectMode(layout::trash, directory->get(), privateDirectoryMode);
    const auto entries = m_fs.entries(directory->get());
    if (!entries)
        return m_call.fails(entries.error());
    Trash trash(m_library);
    for (const DirectoryEntry &entry : *entries) {
        const QByteArray path = layout::trash + '/' + entry.name;
        if (layout::isTemporary(entry.name)) {
            m_doubts.push_back({layout::trash, entry.name});
            continue;
        }
        const auto opened = trash.open(m_call, QString::fromUtf8(entry.name));
        if (opened)
            continue;
        if (opened.error().code() != ErrorCode::NotFound || holdsSomething(path + '/' + layout::trashedPrompt)) {
            report(Severity::Warning, u"trash-without-record"_s, path,
                   u"Something lies in the trash, but what it was is not known: %1 Look into the folder; move out by "
                   "hand what you need."_s.arg(opened.error().message()));
            continue;
        }
        Finding &finding = report(Severity::Notice, u"empty-trash-entry"_s, path,
                                  u"An entry of the trash holds nothing. Repair removes it."_s);
        mend(finding, [&] { return removeTree(m_fs, directory->get(), entry.name); });
    }
    return {};
}

// Whoever holds the writer lock knows that nobody else is in the middle of a commit. Only long content is written
// without it, into a temporary directory that its writer has locked.
Result<void> Inspector::settleDoubts(bool isWriting)
{
    if (m_doubts.empty())
        return {};
    std::optional<Writing> writing;
    if (!isWriting && !m_library.isReadOnly()) {
        if (auto begun = Writing::begin(m_library, m_call, m_stop))
            writing.emplace(*std::move(begun));
    }
    for (const Doubt &doubt : m_doubts) {
        Descriptor parent;
        if (!doubt.parent.isEmpty()) {
            auto opened = open(m_fs, m_library.root(), doubt.parent, Fs::Access::Directory);
            if (!opened)
                continue;
            parent = *std::move(opened);
        }
        const int directory = parent ? parent.get() : m_library.root();
        if (!m_fs.statusAt(directory, doubt.name))
            continue;
        if (const auto opened = open(m_fs, directory, doubt.name, Fs::Access::Directory);
            opened && !m_fs.tryLock(opened->get()))
            continue;
        Finding &finding = report(Severity::Notice, u"abandoned-temporary"_s,
                                  doubt.parent.isEmpty() ? doubt.name : doubt.parent + '/' + doubt.name,
                                  u"A program was stopped before it finished; nothing was published from this. Repair "
                                  "removes it."_s);
        mend(finding, [&] { return removeTree(m_fs, directory, doubt.name); });
    }
    return {};
}

} // namespace pulse::filesystem
