// SPDX-License-Identifier: Apache-2.0
// A second library kept as the first is.
#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/library/migration.h"

#include <map>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

/// What a prompt has that must be the same on both sides.
struct Held
{
    std::map<Version, Checksum> versions;
    LabelMap labels;
};

class Mirroring
{
public:
    Mirroring(Library &from, Library &to, const MigrationOptions &options, std::stop_token stop)
        : m_from(from)
        , m_to(to)
        , m_options(options)
        , m_stop(std::move(stop))
    {}

    /// Takes away what stands in the way of a copy, or is too much.
    Result<void> prune(MirrorReport &report)
    {
        const auto source = namesIn(m_from);
        const auto target = source ? namesIn(m_to) : source;
        if (!target)
            return failure(target);
        if (source->empty() && !target->empty())
            return failure(ErrorCode::Conflict, u"mirror"_s, m_from.info().url.toDisplayString(),
                           u"The source has no prompts at all, and the target has %1. Nothing was removed. Check the "
                           "source; if it is right, empty the target by hand."_s.arg(target->size()));
        for (const Name &name : *target) {
            if (auto going = checkCancelled(m_stop, u"mirror"_s, name.toString()); !going)
                return going;
            auto pruned =
                std::ranges::binary_search(*source, name) ? pruneVersions(name, report) : remove(name, {}, report);
            if (!pruned)
                return pruned;
        }
        return {};
    }

private:
    // All names, sorted; an error where anything cannot be read, because then nothing may be concluded from what is
    // missing.
    Result<std::vector<Name>> namesIn(Library &library)
    {
        const auto found = surveyOf(library, m_stop);
        if (!found)
            return failure(found);
        if (!found->unreadable.empty())
            return std::unexpected(found->unreadable.front().second);
        std::vector<Name> names;
        for (const ListItem &item : found->items) {
            if (!item.name || !item.damage.isEmpty())
                return failure(
                    ErrorCode::Corrupt, u"mirror"_s, item.path,
                    u"“%1” cannot be read, so nothing was removed from the target: %2"_s.arg(item.path, item.damage));
            names.push_back(*item.name);
        }
        std::ranges::sort(names);
        return names;
    }

    Result<Held> heldIn(Library &library, const Name &name)
    {
        Held held;
        const auto versions = versionsOf(library.storage(), name, m_stop);
        if (!versions)
            return failure(versions);
        for (const Version &version : *versions) {
            const auto metadata = metadataOf(library.storage(), name, version, m_stop);
            if (!metadata)
                return failure(metadata);
            held.versions.emplace(version, metadata->checksum);
        }
        auto labels = labelsOf(library.storage(), name, m_stop);
        if (!labels)
            return failure(std::move(labels));
        held.labels = *std::move(labels);
        return held;
    }

    Result<void> pruneVersions(const Name &name, MirrorReport &report)
    {
        const auto source = heldIn(m_from, name);
        const auto target = source ? heldIn(m_to, name) : source;
        if (!target)
            return failure(target);
        for (const auto &[label, version] : target->labels) {
            const auto wanted = source->labels.find(label);
            const bool isRight =
                wanted != source->labels.end() && wanted->second == version && sameBytes(*source, *target, version);
            if (isRight)
                continue;
            if (auto done = removeLabel(name, label, report); !done)
                return done;
        }
        for (const auto &[version, checksum] : target->versions) {
            if (sameBytes(*source, *target, version))
                continue;
            if (auto done = remove(name, version, report); !done)
                return done;
        }
        return {};
    }

    static bool sameBytes(const Held &source, const Held &target, const Version &version)
    {
        const auto a = source.versions.find(version);
        const auto b = target.versions.find(version);
        return a != source.versions.end() && b != target.versions.end() && a->second == b->second;
    }

    Result<void> removeLabel(const Name &name, const Label &label, MirrorReport &report)
    {
        ++report.labels;
        if (m_options.dryRun)
            return {};
        return m_to.capabilities().labels->removeLabel(name, label, {}, m_stop);
    }

    Result<void> remove(const Name &name, const std::optional<Version> &version, MirrorReport &report)
    {
        ++report.removed;
        if (m_options.dryRun)
            return {};
        return m_to.storage().remove(name, version, m_stop).transform([](const RemovalReceipt &) {});
    }

    Library &m_from;
    Library &m_to;
    const MigrationOptions m_options;
    const std::stop_token m_stop;
};

} // namespace

Result<MirrorReport> mirror(Library &from, Library &to, const MigrationOptions &options, const ProgressSink &progress,
                            std::stop_token stop)
{
    const QString shown = to.info().url.toDisplayString();
    if (!to.capabilities().trash)
        return cannot(u"mirror"_s, shown,
                      u"The library at %1 has no trash, so what the source does not have would be lost there. Use a "
                      "migration that removes nothing."_s.arg(shown));
    // What is new first: a name is in the target before the one that it was renamed from goes.
    auto first = migrate(from, to, options, progress, stop);
    if (!first)
        return failure(std::move(first));
    MirrorReport report;
    if (auto pruned = Mirroring(from, to, options, stop).prune(report); !pruned)
        return failure(std::move(pruned));
    report.migration = *std::move(first);
    if (options.dryRun || (report.removed == 0 && report.labels == 0))
        return report;
    // What stood in the way of a copy is gone now.
    auto second = migrate(from, to, options, progress, stop);
    if (!second)
        return failure(std::move(second));
    second->copied += report.migration.copied;
    second->bytes += report.migration.bytes;
    second->updated += report.migration.updated;
    second->labels += report.migration.labels;
    second->unchanged = second->versions - second->copied;
    report.migration = *std::move(second);
    return report;
}

} // namespace pulse
