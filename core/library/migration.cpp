// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/migration.h"

#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/parallel.h"

#include <QSet>
#include <atomic>
#include <future>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr size_t batchVersions = 64;
constexpr qint64 batchBytes = 16 * 1024 * 1024;

/// One migration while it runs. Reading the next batch from the source goes on beside writing the last to the target.
class Migration
{
public:
    Migration(Library &from, Library &to, const MigrationOptions &options, const ProgressSink &progress,
              std::stop_token stop)
        : m_from(from)
        , m_to(to)
        , m_options(options)
        , m_progress(progress)
        , m_stop(std::move(stop))
    {}

    Result<MigrationReport> run()
    {
        auto done = survey();
        if (done && !m_options.dryRun)
            done = copy();
        if (done)
            done = labelAll();
        if (done && !m_options.dryRun)
            done = verify();
        if (!done)
            return failure(done);
        report(m_progress, m_steps, m_steps, {});
        return std::move(m_report);
    }

private:
    using Batch = std::vector<VersionKey>;
    using Fetched = std::vector<Result<Prompt>>;

    [[nodiscard]] Result<void> survey();
    [[nodiscard]] Result<void> surveyPrompt(const ListItem &item);
    [[nodiscard]] Result<void> compare(const Metadata &source, bool isThere);
    [[nodiscard]] Result<void> alignEditable(const Metadata &source, const Metadata &target);
    [[nodiscard]] Result<void> confirmThere(const Metadata &there);

    [[nodiscard]] Result<void> copy();
    [[nodiscard]] std::vector<Batch> batches() const;
    [[nodiscard]] Fetched fetch(const Batch &batch) const;
    [[nodiscard]] Result<void> store(const Batch &batch, Fetched fetched);
    [[nodiscard]] std::vector<Result<StoreReceipt>> storeAll(const std::vector<Prompt> &prompts) const;
    [[nodiscard]] Result<StoreReceipt> copyLong(const Metadata &metadata) const;
    [[nodiscard]] Result<void> count(const VersionKey &key, const Result<StoreReceipt> &receipt, qint64 size);

    [[nodiscard]] Result<void> labelAll();
    [[nodiscard]] Result<void> labelPrompt(const Name &name);
    [[nodiscard]] Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                                        const std::optional<Version> &present);
    [[nodiscard]] Result<void> verify();
    [[nodiscard]] Result<void> verifyOne(const Metadata &wanted);

    /// Keeps the failure of one thing for the report; only a stop ends the whole.
    [[nodiscard]] Result<void> note(const QString &subject, const Error &error)
    {
        if (error.code() == ErrorCode::Cancelled)
            return std::unexpected(error);
        keep(subject, error);
        return {};
    }
    void keep(const QString &subject, const Error &error)
    {
        const std::scoped_lock lock(m_mutex);
        m_report.failed.push_back({subject, error});
        m_failed.insert(subject);
    }
    [[nodiscard]] bool hasFailed(const VersionKey &key)
    {
        const std::scoped_lock lock(m_mutex);
        return m_failed.contains(key.toString());
    }
    void step(const QString &subject)
    {
        const std::scoped_lock lock(m_mutex);
        report(m_progress, m_done++, m_steps, subject);
    }
    void add(qint64 &counter, qint64 count = 1)
    {
        const std::scoped_lock lock(m_mutex);
        counter += count;
    }
    /// `work(i) -> Result<void>` for every i below `count`, as many at once as the options allow; the first error,
    /// after which no new work begins.
    template <typename Work>
    [[nodiscard]] Result<void> forEach(size_t count, const Work &work)
    {
        std::atomic<bool> isOver = false;
        Result<void> outcome;
        forEachInParallel(m_options.parallel, count, [&](size_t i) {
            if (isOver)
                return;
            if (auto done = work(i); !done && !isOver.exchange(true)) {
                const std::scoped_lock lock(m_mutex);
                outcome = std::move(done);
            }
        });
        return outcome;
    }

    Library &m_from;
    Library &m_to;
    const MigrationOptions m_options;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;

    std::mutex m_mutex; // guards what follows
    std::vector<Name> m_names;
    std::vector<Metadata> m_short;  // to be copied in batches
    std::vector<Metadata> m_long;   // to be copied as streams
    std::vector<Metadata> m_wanted; // what the target shall hold in the end
    QSet<QString> m_failed;         // their subjects
    qint64 m_done = 0;
    qint64 m_steps = 0;
    MigrationReport m_report;
};

// ---- what there is

Result<void> Migration::survey()
{
    const auto found = surveyOf(m_from, m_stop);
    if (!found)
        return failure(found);
    for (const auto &[folder, why] : found->unreadable)
        keep(folder, why);
    const auto looked = forEach(found->items.size(), [&](size_t i) {
        const ListItem &item = found->items[i];
        add(m_report.prompts);
        {
            const std::scoped_lock lock(m_mutex);
            report(m_progress, 0, 0, item.path);
        }
        return item.name ? surveyPrompt(item)
                         : note(item.path, Error(ErrorCode::Corrupt, u"migrate"_s, item.path, item.damage));
    });
    if (!looked)
        return looked;
    m_steps = std::ssize(m_short) + std::ssize(m_long) + (m_options.dryRun ? 0 : std::ssize(m_wanted));
    return {};
}

Result<void> Migration::surveyPrompt(const ListItem &item)
{
    const Name &name = *item.name;
    if (const auto going = checkCancelled(m_stop, u"migrate"_s, name.toString()); !going)
        return going;
    const auto versions = versionsOf(m_from.storage(), name, m_stop);
    if (!versions && versions.error().code() == ErrorCode::NotFound && !item.damage.isEmpty())
        return note(name.toString(),
                    Error(ErrorCode::Unavailable, u"migrate"_s, name.toString(),
                          u"“%1” could not be read: %2 Run the migration again."_s.arg(name.toString(), item.damage)));
    if (!versions)
        return note(name.toString(), versions.error());
    const auto present = unlessMissing(versionsOf(m_to.storage(), name, m_stop));
    if (!present)
        return note(name.toString(), present.error());
    {
        const std::scoped_lock lock(m_mutex);
        m_names.push_back(name);
    }
    for (const Version &version : *versions) {
        add(m_report.versions);
        const auto source = metadataOf(m_from.storage(), name, version, m_stop);
        const bool isThere = *present && std::ranges::contains(**present, version);
        const auto compared =
            source ? compare(*source, isThere) : note(VersionKey{name, version}.toString(), source.error());
        if (!compared)
            return compared;
    }
    return {};
}

Result<void> Migration::compare(const Metadata &source, bool isThere)
{
    const VersionKey key{source.name, source.version};
    Result<std::optional<Metadata>> target;
    if (isThere)
        target = unlessMissing(metadataOf(m_to.storage(), source.name, source.version, m_stop));
    if (!target)
        return note(key.toString(), target.error());
    if (!*target) {
        const std::scoped_lock lock(m_mutex);
        (source.size > Storage::maxBufferedBytes ? m_long : m_short).push_back(source);
        m_wanted.push_back(source);
        m_report.copied += m_options.dryRun ? 1 : 0;
        m_report.bytes += m_options.dryRun ? source.size : 0;
        return {};
    }
    if ((*target)->checksum != source.checksum)
        return note(key.toString(),
                    Error(ErrorCode::AlreadyExists, u"migrate"_s, key.toString(),
                          u"%1 has other content in the target, and a published version never changes. Rename one of "
                          "the two prompts, then run the migration again."_s.arg(key.toString())));
    {
        const std::scoped_lock lock(m_mutex);
        ++m_report.unchanged;
        m_wanted.push_back(source);
    }
    return alignEditable(source, **target);
}

Result<void> Migration::alignEditable(const Metadata &source, const Metadata &target)
{
    if (source.tags == target.tags && source.description == target.description)
        return confirmThere(source);
    if (!m_options.dryRun) {
        MetadataPatch patch;
        patch.description = source.description;
        patch.tags = source.tags;
        const PromptRef ref{source.name, Selector(source.version), true};
        const auto patched = m_to.updateMetadata(ref, patch, m_stop);
        if (!patched)
            return note(VersionKey{source.name, source.version}.toString(), patched.error());
    }
    add(m_report.updated);
    return {};
}

// A migration that was cut off may have published it and not made it durable.
Result<void> Migration::confirmThere(const Metadata &there)
{
    if (m_options.dryRun)
        return {};
    const auto confirmed = confirm(m_to.storage(), there.name, there.version, m_stop);
    return confirmed ? confirmed : note(VersionKey{there.name, there.version}.toString(), confirmed.error());
}

// ---- versions

std::vector<Migration::Batch> Migration::batches() const
{
    std::vector<Batch> all;
    qint64 bytes = 0;
    for (const Metadata &metadata : m_short) {
        if (all.empty() || all.back().size() == batchVersions || bytes + metadata.size > batchBytes) {
            all.emplace_back();
            bytes = 0;
        }
        all.back().push_back({metadata.name, metadata.version});
        bytes += metadata.size;
    }
    return all;
}

Migration::Fetched Migration::fetch(const Batch &batch) const
{
    if (BatchStorage *batches = m_from.capabilities().batches)
        return batches->fetchMany(batch, {}, m_stop);
    std::vector<std::optional<Result<Prompt>>> each(batch.size());
    forEachInParallel(m_options.parallel, batch.size(),
                      [&](size_t i) { each[i] = m_from.storage().fetch(batch[i].name, batch[i].version, m_stop); });
    Fetched fetched;
    for (auto &one : each)
        fetched.push_back(*std::move(one));
    return fetched;
}

Result<void> Migration::copy()
{
    const std::vector<Batch> all = batches();
    std::future<Fetched> ahead;
    const auto begin = [&](size_t index) {
        return std::async(std::launch::async, [this, &all, index] { return fetch(all[index]); });
    };
    for (size_t index = 0; index < all.size(); ++index) {
        Fetched fetched = ahead.valid() ? ahead.get() : fetch(all[index]);
        if (index + 1 < all.size())
            ahead = begin(index + 1);
        if (auto stored = store(all[index], std::move(fetched)); !stored)
            return stored;
    }
    for (const Metadata &metadata : m_long) {
        const VersionKey key{metadata.name, metadata.version};
        step(key.toString());
        if (auto counted = count(key, copyLong(metadata), metadata.size); !counted)
            return counted;
    }
    return {};
}

Result<void> Migration::store(const Batch &batch, Fetched fetched)
{
    std::vector<Prompt> prompts;
    for (size_t index = 0; index < batch.size(); ++index) {
        step(batch[index].toString());
        if (fetched[index])
            prompts.push_back(*std::move(fetched[index]));
        else if (auto noted = note(batch[index].toString(), fetched[index].error()); !noted)
            return noted;
    }
    const std::vector<Result<StoreReceipt>> receipts = storeAll(prompts);
    for (size_t index = 0; index < prompts.size(); ++index) {
        const VersionKey key{prompts[index].name(), prompts[index].version()};
        if (auto counted = count(key, receipts[index], prompts[index].content.size()); !counted)
            return counted;
    }
    return {};
}

std::vector<Result<StoreReceipt>> Migration::storeAll(const std::vector<Prompt> &prompts) const
{
    if (BatchStorage *batches = m_to.capabilities().batches)
        return batches->storeMany(prompts, {}, m_stop);
    std::vector<std::optional<Result<StoreReceipt>>> each(prompts.size());
    forEachInParallel(m_options.parallel, prompts.size(),
                      [&](size_t i) { each[i] = m_to.storage().store(prompts[i], m_stop); });
    std::vector<Result<StoreReceipt>> receipts;
    for (auto &one : each)
        receipts.push_back(*std::move(one));
    return receipts;
}

Result<StoreReceipt> Migration::copyLong(const Metadata &metadata) const
{
    const VersionKey key{metadata.name, metadata.version};
    StreamStorage *source = m_from.capabilities().streams;
    StreamStorage *target = m_to.capabilities().streams;
    if (!source || !target)
        return cannot(
            u"migrate"_s, key.toString(),
            u"%1 is larger than %2 MiB, and one of the two libraries cannot read or write it in pieces."_s.arg(
                key.toString(), QString::number(Storage::maxBufferedBytes >> 20)));
    auto reader = source->openContent(key.name, key.version, m_stop);
    if (!reader)
        return failure(reader);
    return target->storeContent(metadata, **reader, m_stop);
}

Result<void> Migration::count(const VersionKey &key, const Result<StoreReceipt> &receipt, qint64 size)
{
    if (!receipt)
        return note(key.toString(), receipt.error());
    if (receipt->outcome == StoreReceipt::Outcome::Created) {
        ++m_report.copied;
        m_report.bytes += size;
    } else {
        ++m_report.unchanged; // somebody else was faster, with the same bytes
    }
    return {};
}

// ---- labels

Result<void> Migration::labelAll()
{
    if (!m_from.capabilities().labels)
        return {};
    return forEach(m_names.size(), [this](size_t i) { return labelPrompt(m_names[i]); });
}

Result<void> Migration::labelPrompt(const Name &name)
{
    const auto wanted = labelsOf(m_from.storage(), name, m_stop);
    if (!wanted)
        return note(name.toString(), wanted.error());
    if (wanted->empty())
        return {};
    const auto present = unlessMissing(labelsOf(m_to.storage(), name, m_stop));
    if (!present)
        return note(name.toString(), present.error());
    for (const auto &[label, version] : *wanted) {
        const bool isThere = *present && (*present)->contains(label);
        const auto set = setLabel(name, label, version, isThere ? std::optional((*present)->at(label)) : std::nullopt);
        if (set || (set.error().code() == ErrorCode::NotFound && hasFailed({name, version})))
            continue; // why its version is not there has been said
        if (auto noted = note(name.toString() + u' ' + label.toString(), set.error()); !noted)
            return noted;
    }
    return {};
}

Result<void> Migration::setLabel(const Name &name, const Label &label, const Version &version,
                                 const std::optional<Version> &present)
{
    const QString subject = name.toString() + u' ' + label.toString();
    if (present && present != version)
        return failure(ErrorCode::Conflict, u"migrate"_s, subject,
                       u"The label %1 of “%2” points at %3 in the target and at %4 in the source. It was left as it "
                       "is; move it there if that is right."_s.arg(label.toString(), name.toString(),
                                                                   present->toString(), version.toString()));
    LabelStorage *labels = m_to.capabilities().labels;
    if (!labels)
        return cannot(u"migrate"_s, subject, u"The target keeps no labels."_s);
    if (!m_options.dryRun) {
        using enum LabelStorage::Precondition::Kind;
        // One that is there already is set again, which makes it durable.
        const LabelStorage::Precondition asSeen{present ? PointsTo : Absent, present};
        if (auto set = labels->setLabel(name, label, version, asSeen, m_stop); !set)
            return set;
    }
    if (present)
        return {};
    add(m_report.labels);
    return {};
}

// ---- proof

Result<void> Migration::verify()
{
    return forEach(m_wanted.size(), [this](size_t i) { return verifyOne(m_wanted[i]); });
}

Result<void> Migration::verifyOne(const Metadata &wanted)
{
    const VersionKey key{wanted.name, wanted.version};
    if (auto going = checkCancelled(m_stop, u"migrate"_s, key.toString()); !going)
        return going;
    step(key.toString());
    if (hasFailed(key))
        return {};
    const auto stored = m_to.verifyVersion(key, m_stop);
    if (stored && stored->checksum == wanted.checksum) {
        add(m_report.verified);
        return {};
    }
    return note(key.toString(),
                stored ? Error(ErrorCode::Corrupt, u"migrate"_s, key.toString(),
                               u"%1 reads back from the target with another checksum than the source has. Check both "
                               "libraries with verify."_s.arg(key.toString()))
                       : stored.error());
}

Result<void> checkPair(const Library &from, const Library &to, bool dryRun)
{
    const StorageInfo source = from.info();
    const StorageInfo target = to.info();
    const QString shown = target.url.toDisplayString();
    if (source.url == target.url && source.id == target.id)
        return failure(ErrorCode::Invalid, u"migrate"_s, shown,
                       u"The source and the target are the same library. Choose another target."_s);
    if (target.readOnly && !dryRun)
        return failure(ErrorCode::PermissionDenied, u"migrate"_s, shown, target.readOnlyReason);
    return {};
}

} // namespace

Result<MigrationReport> migrate(Library &from, Library &to, const MigrationOptions &options,
                                const ProgressSink &progress, std::stop_token stop)
{
    if (const auto fit = checkPair(from, to, options.dryRun); !fit)
        return failure(fit);
    return Migration(from, to, options, progress, std::move(stop)).run();
}

} // namespace pulse
