// SPDX-License-Identifier: Apache-2.0
#include "inspection.h"

#include "content_reader.h"
#include "failures.h"
#include "layout.h"
#include "listing.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

using Severity = Finding::Severity;

Inspection::Inspection(std::shared_ptr<GitLibrary> library, bool repair, const ProgressSink &progress,
                       std::stop_token stop)
    : m_library(std::move(library))
    , m_repository(m_library->repository())
    , m_repair(repair)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_call{repair ? u"repair"_s : u"verify"_s, m_library->info().url.toString()}
{}

Finding &Inspection::report(Severity severity, const QString &kind, const QString &path, const QString &message)
{
    return m_report.findings.emplace_back(Finding{.severity = severity,
                                                  .kind = kind,
                                                  .path = path,
                                                  .name = std::nullopt,
                                                  .version = std::nullopt,
                                                  .message = message,
                                                  .repairable = false,
                                                  .repaired = false});
}

bool contentMatches(const std::shared_ptr<GitLibrary> &library, const VersionFiles &files, const Metadata &metadata,
                    const std::stop_token &stop)
{
    const auto reader = ContentReader::open(library, files, metadata, stop);
    if (!reader)
        return false;
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    for (;;) {
        const auto count = (*reader)->read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return false;
        if (*count == 0)
            return true;
    }
}

Result<InspectionReport> Inspection::run()
{
    if (auto go = m_repair ? m_library->mayChange(m_call, m_stop) : m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    const auto snapshot = m_repository.snapshot(m_call);
    if (!snapshot)
        return failure(snapshot);
    m_snapshot = *snapshot;
    inspectLibraryFile();
    for (const auto step : {&Inspection::inspectPrompts, &Inspection::inspectTrash, &Inspection::inspectFiles}) {
        if (auto done = (this->*step)(); !done)
            return failure(std::move(done));
    }
    if (m_repair) {
        if (auto mended = mend(); !mended)
            return failure(std::move(mended));
    }
    return std::move(m_report);
}

void Inspection::inspectLibraryFile()
{
    const QString path = QString::fromLatin1(layout::libraryFile);
    const auto entry = m_repository.find(m_snapshot.tree, layout::libraryFile, m_call);
    if (!entry || !*entry) {
        report(Severity::Notice, u"missing-library-file"_s, path,
               u"The branch has no library.json, so the library has no identity of its own. That is so in one made by "
               "hand."_s);
        return;
    }
    const auto json = (*entry)->isFile() ? m_repository.readSmall((*entry)->id, layout::largestFacts, m_call)
                                         : Result<QByteArray>(QByteArray());
    const auto file = json ? decodeLibraryFile(*json) : failure(json);
    if (!file)
        report(
            Severity::Damage, u"bad-library-file"_s, path,
            u"library.json cannot be understood: %1 Take an earlier one from the history (git log -- library.json)."_s
                .arg(file.error().message()));
}

Result<void> Inspection::inspectPrompts()
{
    std::vector<std::pair<ListItem, PromptFolder>> all;
    ListQuery everything;
    everything.limit = std::numeric_limits<qsizetype>::max();
    const auto told = [&](const ListItem &item, const PromptFolder &folder) {
        all.emplace_back(item, folder);
        m_report.versions += std::ssize(folder.versions);
    };
    if (const auto page = Listing(m_repository, m_snapshot, everything, told, m_stop).run(); !page)
        return failure(page);
    m_report.prompts = std::ssize(all);
    for (const auto &[item, folder] : all) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return go;
        if (auto done = inspectPrompt(item, folder); !done)
            return done;
    }
    return {};
}

Result<void> Inspection::inspectPrompt(const ListItem &item, const PromptFolder &folder)
{
    const QString path = QString::fromLatin1(layout::prompts) + u'/' + item.path;
    if (!item.name) {
        report(Severity::Warning, u"bad-name"_s, path, item.damage);
        return {};
    }
    QString at;
    for (const QString &segment : item.name->segments()) {
        at += (at.isEmpty() ? QString() : u"/"_s) + segment;
        const auto [known, isNew] = m_folded.try_emplace(foldCase(at), at);
        if (!isNew && known->second != at)
            report(Severity::Warning, u"name-collision"_s, path,
                   u"“%1” differs from “%2” only by case, so that the branch cannot be checked out everywhere. Rename "
                   "one of them."_s.arg(at, known->second))
                .name = item.name;
    }
    if (!item.damage.isEmpty()) {
        Finding &finding = report(Severity::Damage, u"not-a-folder"_s, path, item.damage);
        finding.name = item.name;
    }
    for (const auto &[version, entry] : folder.versions) {
        if (auto done = inspectVersion({*item.name, version}, entry); !done)
            return done;
    }
    inspectPointers(*item.name, folder);
    return {};
}

Result<void> Inspection::inspectVersion(const VersionKey &key, const TreeEntry &entry)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    const QString path = QString::fromUtf8(layout::pathOf(key.name, key.version));
    const auto tell = [&](Severity severity, const QString &kind, const QString &message, bool acceptable = false) {
        Finding &finding = report(severity, kind, acceptable ? path + u"/metadata.json"_s : path, message);
        finding.name = key.name;
        finding.version = key.version;
        finding.acceptable = acceptable;
    };
    const auto tree = m_repository.tree(entry.id, m_call);
    if (!tree) {
        tell(Severity::Damage, u"unreadable"_s, tree.error().message());
        return {};
    }
    const VersionFiles files(m_repository, key, **tree, m_snapshot.commit, m_call.operation);
    const auto facts = files.facts();
    if (!facts) {
        tell(Severity::Damage, u"bad-metadata"_s, facts.error().message(), true);
    } else {
        m_report.bytes += facts->metadata.size;
        if (contentMatches(m_library, files, facts->metadata, m_stop))
            ++m_report.intact;
        else
            tell(Severity::Damage, u"checksum-mismatch"_s, damagedContent(m_call.operation, key).error().message());
        if (!facts->isStored)
            tell(m_library->rules().isSealed ? Severity::Warning : Severity::Notice, u"missing-metadata"_s,
                 u"“%1” has no metadata.json: it was made by hand, or the file was lost. Look at its history, then "
                 u"accept "
                 "it."_s.arg(key.toString()),
                 true);
        else if (facts->seal == Seal::Absent && m_library->rules().isSealed)
            tell(Severity::Warning, u"unsealed"_s,
                 u"The metadata of “%1” has no seal: another program wrote it. Look at it, then accept it."_s.arg(
                     key.toString()),
                 true);
    }
    if (m_progress) {
        const qint64 done = m_report.intact + 1;
        m_progress({std::min(done, m_report.versions), m_report.versions, key.toString()});
    }
    return {};
}

void Inspection::inspectPointers(const Name &name, const PromptFolder &folder)
{
    const QString base = QString::fromUtf8(layout::pathOf(name)) + u'/';
    const auto right = latestOf(folder.versionList());
    bool isRight = !right;
    for (const TreeEntry &pointer : folder.pointers) {
        const bool mayPoint = pointer.mode == linkMode || pointer.isFile();
        const auto text = mayPoint ? m_repository.readSmall(pointer.id, layout::longestPointer, m_call)
                                   : Result<QByteArray>(QByteArray());
        const auto version = text ? parsePointer(*text) : std::nullopt;
        if (pointer.name == layout::latest) {
            isRight = version == right;
            continue;
        }
        const QString shown = QString::fromUtf8(pointer.name);
        const bool isLabel = Label::parse(shown.sliced(1)).has_value();
        if (!isLabel || !version || folder.version(*version) == nullptr)
            report(Severity::Warning, isLabel && version ? u"dangling-label"_s : u"bad-label"_s, base + shown,
                   u"“%1” of “%2” points at no version that is there. Remove it, or point it at one."_s.arg(
                       shown, name.toString()))
                .name = name;
    }
    if (isRight)
        return;
    Finding &finding =
        report(Severity::Notice, u"stale-pointer"_s, base + u"latest"_s,
               u"“latest” of “%1” does not say %2. Repair sets it."_s.arg(name.toString(), right->toString()));
    finding.name = name;
    finding.repairable = true;
    m_stale.push_back(name);
}

Result<void> Inspection::inspectTrash()
{
    const auto folder = m_repository.find(m_snapshot.tree, layout::trash, m_call);
    if (!folder)
        return failure(folder);
    const auto tree = m_repository.tree(*folder && (*folder)->isFolder() ? (*folder)->id : Oid(), m_call);
    if (!tree)
        return failure(tree);
    for (const TreeEntry &entry : **tree) {
        const QString id = QString::fromUtf8(entry.name);
        const auto file = m_repository.find(entry.isFolder() ? entry.id : Oid(), layout::recordFile, m_call);
        const bool isThere = file && *file && (*file)->isFile();
        const auto json = isThere ? m_repository.readSmall((*file)->id, layout::largestFacts, m_call)
                                  : Result<QByteArray>(QByteArray());
        const auto record = json ? decodeTrashRecord(*json, id) : failure(json);
        if (!isThere)
            report(
                Severity::Warning, u"trash-without-record"_s, u"trash/"_s + id,
                u"“%1” in the trash has no record that says what it was. Look at its history (git log -- trash)."_s.arg(
                    id));
        else if (!record)
            report(Severity::Damage, u"bad-metadata"_s, u"trash/%1/record.json"_s.arg(id), record.error().message());
    }
    return {};
}

Result<void> Inspection::inspectFiles()
{
    if (m_repository.isBare())
        return {};
    const WorkingTree files(m_repository, m_library->rules().randomName);
    const auto all = changedFiles(m_repository, {}, m_snapshot.tree, m_call);
    if (!all)
        return failure(all);
    for (const FileChange &expected : *all) {
        const bool isOurs = expected.path.startsWith(layout::prompts + '/') || expected.path == layout::libraryFile;
        const auto differs = isOurs ? files.differs(expected, m_call) : Result<bool>(false);
        if (differs && !*differs)
            continue;
        const QString path = QString::fromUtf8(expected.path);
        report(
            Severity::Notice, u"changed-by-hand"_s, path,
            u"The file “%1” is not as the branch has it: somebody changed it and did not commit it. Pulse goes by the "
            "branch. Commit it, or take the change back (git restore)."_s.arg(path));
    }
    return {};
}

Result<void> Inspection::mend()
{
    if (m_stale.empty())
        return m_library->writer().recover(m_call, m_stop);
    const auto done = m_library->writer().change(
        m_call, m_stop, [&](TreeEdit &tree, const Snapshot &snapshot) -> Result<Writer::Commit> {
            TreeChanges changes(tree, snapshot, m_library->rules(), m_call.operation);
            for (const Name &name : m_stale) {
                const auto folder = tree.open(layout::pathOf(name));
                if (!folder)
                    return failure(folder);
                if (*folder == nullptr)
                    continue;
                if (auto pointed = changes.pointLatest(**folder); !pointed)
                    return failure(std::move(pointed));
            }
            return Writer::Commit{u"Set “latest” where it was wrong\n"_s, {}};
        });
    if (!done)
        return failure(done);
    for (Finding &finding : m_report.findings) {
        if (finding.repairable) {
            finding.repaired = true;
            finding.action = u"Set it."_s;
        }
    }
    return {};
}

} // namespace pulse::git
