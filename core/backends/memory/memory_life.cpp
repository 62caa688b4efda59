// SPDX-License-Identifier: Apache-2.0
// Trash, renaming and inspection: what happens to prompts after they were published.
#include "memory_storage.h"

#include "failures.h"
#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace memory;

QString MemoryStorage::discard(const Name &name, MemoryLibrary::StoredPrompt prompt, bool whole)
{
    QString id = QString::number(++m_library->discardedSoFar);
    TrashEntry entry{.id = id,
                     .name = name,
                     .versions = {},
                     .wholePrompt = whole,
                     .removedAt = m_clock->now(),
                     .removedBy = m_author.now()};
    for (const auto &[version, stored] : prompt.versions)
        entry.versions.push_back(version);
    m_library->trash.push_back({std::move(entry), std::move(prompt)});
    return id;
}

namespace {

auto trashed(MemoryLibrary &library, const QString &id)
{
    return std::ranges::find(library.trash, id, [](const auto &discarded) { return discarded.entry.id; });
}

std::unexpected<Error> notInTrash(const QString &operation, const QString &id)
{
    return failure(ErrorCode::NotFound, operation, id,
                   u"There is nothing called “%1” in the trash. List the trash to see what there is."_s.arg(id));
}

// Every version under its new name.
std::map<Version, MemoryLibrary::StoredVersion> renamed(const MemoryLibrary::StoredPrompt &prompt, const Name &name)
{
    auto result = prompt.versions;
    for (auto &[version, stored] : result)
        stored.metadata.name = name;
    return result;
}

} // namespace

Result<std::vector<TrashEntry>> MemoryStorage::trash(std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list trash"_s); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    std::vector<TrashEntry> result;
    for (const auto &discarded : m_library->trash | std::views::reverse)
        result.push_back(discarded.entry);
    return result;
}

Result<Name> MemoryStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    const QString operation = u"restore"_s;
    if (auto may = mayChange(stop, operation, id); !may)
        return failure(std::move(may));
    const std::scoped_lock lock(m_library->mutex);
    const auto found = trashed(*m_library, id);
    if (found == m_library->trash.end())
        return notInTrash(operation, id);

    Name name = as.value_or(found->entry.name);
    if (const QString twin = m_library->caseTwin(name); !twin.isEmpty())
        return nameTakenByCase(operation, name, twin);
    for (const auto &[version, stored] : found->prompt.versions) {
        const auto *existing = m_library->find(name, version);
        if (existing && existing->metadata.checksum != stored.metadata.checksum)
            return versionTaken(operation, name, version);
    }
    auto &target = m_library->makePrompt(name);
    target.versions.merge(renamed(found->prompt, name));
    LabelMap labels = found->prompt.labels;
    target.labels.merge(labels);
    m_library->trash.erase(found);
    announce({name.toString()}, true);
    return name;
}

Result<void> MemoryStorage::purge(const QString &id, std::stop_token stop)
{
    if (auto may = mayChange(stop, u"purge"_s, id); !may)
        return may;
    const std::scoped_lock lock(m_library->mutex);
    const auto found = trashed(*m_library, id);
    if (found == m_library->trash.end())
        return notInTrash(u"purge"_s, id);
    m_library->trash.erase(found);
    announce({}, true);
    return {};
}

Result<void> MemoryStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    const QString operation = u"rename"_s;
    if (auto may = mayChange(stop, operation, from.toString()); !may)
        return may;
    if (from == to)
        return failure(ErrorCode::Invalid, operation, from.toString(),
                       u"“%1” has that name already. Choose another one."_s.arg(from.toString()));
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(operation, from);
    if (!prompt)
        return failure(prompt);
    if (m_library->prompts.contains(to))
        return failure(ErrorCode::AlreadyExists, operation, to.toString(),
                       u"There is already a prompt called “%1”. Choose another name."_s.arg(to.toString()));
    // A change of nothing but case is no collision: its twin is the prompt itself.
    if (const QString twin = m_library->caseTwin(to, &from); !twin.isEmpty())
        return nameTakenByCase(operation, to, twin);

    MemoryLibrary::StoredPrompt moved{renamed((*prompt)->second, to), (*prompt)->second.labels};
    m_library->erasePrompt(*prompt);
    m_library->makePrompt(to) = std::move(moved);
    QStringList changed{from.toString(), to.toString()};
    changed.sort();
    announce(changed);
    return {};
}

Result<InspectionReport> MemoryStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    if (repair) {
        if (auto may = mayChange(stop, u"repair"_s, info().url.toString()); !may)
            return failure(std::move(may));
    }
    std::vector<MemoryLibrary::StoredVersion> all;
    InspectionReport report;
    {
        const std::scoped_lock lock(m_library->mutex);
        report.prompts = static_cast<qint64>(m_library->prompts.size());
        for (const auto &[name, prompt] : m_library->prompts) {
            for (const auto &[version, stored] : prompt.versions)
                all.push_back(stored);
        }
    }
    report.versions = static_cast<qint64>(all.size());
    qint64 done = 0;
    for (const auto &[metadata, content] : all) {
        const VersionKey key{metadata.name, metadata.version};
        if (auto go = checkCancelled(stop, u"verify"_s, key.toString()); !go)
            return failure(std::move(go));
        report.bytes += content.size();
        if (Checksum::of(content) == metadata.checksum) {
            ++report.intact;
        } else {
            report.findings.push_back({.severity = Finding::Severity::Damage,
                                       .kind = u"checksum-mismatch"_s,
                                       .path = key.toString(),
                                       .name = key.name,
                                       .version = key.version,
                                       .message = damaged(u"verify"_s, key.name, key.version).error().message(),
                                       .repairable = false,
                                       .repaired = false});
        }
        if (progress)
            progress({++done, report.versions, key.toString()});
    }
    return report;
}

Result<void> MemoryStorage::accept(const QString &path, std::stop_token stop)
{
    if (auto may = mayChange(stop, u"accept"_s, path); !may)
        return may;
    return failure(ErrorCode::Unsupported, u"accept"_s, path,
                   u"A library in memory has no files that somebody could have changed, so there is nothing to "
                   "accept."_s);
}

} // namespace pulse
