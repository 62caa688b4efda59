// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/import.h"

#include "import_content.h"
#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr size_t mostInBatch = 128;
constexpr qint64 mostBytesInBatch = 16LL * 1024 * 1024;

/// Publishes the items of a plan in batches that bound the memory.
class ImportRunner
{
public:
    ImportRunner(Library &library, const ImportPlan &plan, const ImportOptions &options, TagSet tags,
                 const ProgressSink &progress, std::stop_token stop)
        : m_library(library)
        , m_plan(plan)
        , m_options(options)
        , m_tags(std::move(tags))
        , m_progress(progress)
        , m_stop(std::move(stop))
        , m_now(library.clock().now())
    {}

    Result<ImportReport> run();

private:
    Result<void> take(const ImportItem &item);
    /// An import that was cut off may have published it and not made it durable.
    Result<void> takeUnchanged(const ImportItem &item);
    /// A file of moderate size as a prompt.
    [[nodiscard]] Result<Prompt> promptOf(const ImportItem &item);
    [[nodiscard]] Result<Metadata> metadataOf(const ImportItem &item, ImportedFacts facts);
    /// A long file goes by itself, and in pieces.
    Result<void> takeLong(const ImportItem &item);
    [[nodiscard]] Result<StoreReceipt> storeLong(const ImportItem &item);
    /// What the new version of a prompt takes over from its latest one.
    Result<void> inherit(Metadata &metadata, bool hasDescription);
    Result<void> flush();
    [[nodiscard]] std::vector<Result<StoreReceipt>> storeBatch();
    Result<void> count(const ImportItem &item, const Result<StoreReceipt> &receipt);

    Library &m_library;
    const ImportPlan &m_plan;
    const ImportOptions &m_options;
    TagSet m_tags;
    const ProgressSink &m_progress;
    std::stop_token m_stop;
    QDateTime m_now;
    ImportReport m_report;
    std::vector<Prompt> m_batch;
    std::vector<const ImportItem *> m_batchItems;
    qint64 m_batchBytes = 0;
    qint64 m_done = 0; // items settled
};

Result<ImportReport> ImportRunner::run()
{
    for (const ImportItem &item : m_plan.items) {
        if (auto going = checkCancelled(m_stop, u"import"_s, item.name); !going)
            return failure(going);
        if (auto taken = take(item); !taken)
            return failure(taken);
        if (m_batch.size() >= mostInBatch || m_batchBytes >= mostBytesInBatch) {
            if (auto flushed = flush(); !flushed)
                return failure(flushed);
        }
    }
    if (auto flushed = flush(); !flushed)
        return failure(flushed);
    report(m_progress, m_done, std::ssize(m_plan.items), {});
    return std::move(m_report);
}

Result<void> ImportRunner::take(const ImportItem &item)
{
    switch (item.action) {
    case ImportItem::Action::Unchanged:
        if (auto counted = takeUnchanged(item); !counted)
            return counted;
        break;
    case ImportItem::Action::Skip:
        if (item.error)
            m_report.failed.emplace_back(item, *item.error);
        else
            ++m_report.skipped;
        break;
    case ImportItem::Action::Create: {
        if (item.size > mostWholeBytes && m_library.capabilities().streams)
            return takeLong(item);
        auto prompt = promptOf(item);
        if (!prompt && prompt.error().code() == ErrorCode::Cancelled)
            return failure(std::move(prompt));
        if (prompt) {
            m_batchBytes += prompt->content.size();
            m_batch.push_back(std::move(*prompt));
            m_batchItems.push_back(&item);
            return {}; // settled by the flush
        }
        m_report.failed.emplace_back(item, prompt.error());
        break;
    }
    }
    ++m_done;
    return {};
}

Result<void> ImportRunner::takeUnchanged(const ImportItem &item)
{
    auto confirmed = Name::parse(item.name).and_then([&](const Name &name) {
        return item.version ? confirm(m_library.storage(), name, *item.version, m_stop) : Result<void>();
    });
    if (confirmed)
        ++m_report.unchanged;
    else if (confirmed.error().code() == ErrorCode::Cancelled)
        return confirmed;
    else
        m_report.failed.emplace_back(item, std::move(confirmed).error());
    return {};
}

Result<Prompt> ImportRunner::promptOf(const ImportItem &item)
{
    auto content = readFile(realFs(), item.source, Storage::maxBufferedBytes);
    if (!content)
        return failure(std::move(content));
    const Checksum checksum = Checksum::of(*content);
    if (item.checksum && *item.checksum != checksum)
        return changedSincePlanned(item.source);
    auto metadata = metadataOf(item, importedFacts(*content));
    if (!metadata)
        return failure(std::move(metadata));
    metadata->size = content->size();
    metadata->checksum = checksum;
    return Prompt{.metadata = std::move(*metadata), .content = std::move(*content)};
}

Result<Metadata> ImportRunner::metadataOf(const ImportItem &item, ImportedFacts facts)
{
    const auto name = Name::parse(item.name);
    if (!name)
        return failure(name);
    if (!item.version)
        return failure(ErrorCode::Invalid, u"import"_s, item.name,
                       u"The plan gives “%1” no version. Plan the import again."_s.arg(item.name));
    for (const QString &tag : m_tags.toList()) {
        if (auto inserted = facts.tags.insert(tag); !inserted)
            return failure(inserted);
    }
    const QDateTime createdAt = item.createdAt.isValid() ? item.createdAt : m_now;
    const bool hasDescription = facts.description.has_value();
    Metadata metadata{.name = *name,
                      .version = *item.version,
                      .createdAt = createdAt,
                      .updatedAt = createdAt,
                      .size = item.size,
                      .checksum = {},
                      .tags = std::move(facts.tags),
                      .description = std::move(facts.description).value_or(QString()),
                      .author = m_options.author.value_or(m_library.policy().author),
                      .message = m_options.message,
                      .unknown = {}};
    if (metadata.message.isEmpty())
        metadata.message = u"Imported from %1"_s.arg(QFileInfo(item.source).fileName());
    if (!item.isRevision) {
        if (auto inherited = inherit(metadata, hasDescription); !inherited)
            return failure(inherited);
    }
    if (auto valid = validateMetadata(metadata); !valid)
        return failure(valid);
    return metadata;
}

Result<void> ImportRunner::takeLong(const ImportItem &item)
{
    if (auto flushed = flush(); !flushed) // versions are published in the plan's order
        return flushed;
    report(m_progress, m_done, std::ssize(m_plan.items), item.name);
    const auto receipt = storeLong(item);
    ++m_done;
    return count(item, receipt);
}

Result<StoreReceipt> ImportRunner::storeLong(const ImportItem &item)
{
    auto facts = factsOfLongFile(item.source);
    if (!facts)
        return failure(std::move(facts));
    const auto metadata = metadataOf(item, std::move(*facts));
    if (!metadata)
        return failure(metadata);
    auto file = FileSource::open(item.source);
    if (!file)
        return failure(std::move(file));
    StreamStorage &streams = *m_library.capabilities().streams;
    if (!item.checksum)
        return streams.storeContent(*metadata, **file, m_stop);
    UnchangedSource source(std::move(*file), *item.checksum, item.source);
    return streams.storeContent(*metadata, source, m_stop);
}

Result<void> ImportRunner::inherit(Metadata &metadata, bool hasDescription)
{
    if (metadata.version == Version::first())
        return {};
    const auto latest = m_library.metadata(PromptRef{metadata.name, {}, false}, m_stop);
    if (!latest)
        return latest.error().code() == ErrorCode::Cancelled ? Result<void>(failure(latest)) : Result<void>();
    for (const QString &tag : latest->tags.toList()) {
        if (auto inserted = metadata.tags.insert(tag); !inserted)
            return inserted;
    }
    if (!hasDescription)
        metadata.description = latest->description;
    return {};
}

std::vector<Result<StoreReceipt>> ImportRunner::storeBatch()
{
    const qint64 total = std::ssize(m_plan.items);
    if (BatchStorage *batches = m_library.capabilities().batches) {
        const ProgressSink sink = [this, total](const Progress &progress) {
            report(m_progress, m_done + progress.done, total, progress.subject);
        };
        return batches->storeMany(m_batch, sink, m_stop);
    }
    std::vector<Result<StoreReceipt>> receipts;
    for (const Prompt &prompt : m_batch) {
        report(m_progress, m_done + std::ssize(receipts), total, prompt.name().toString());
        receipts.push_back(m_library.storage().store(prompt, m_stop));
    }
    return receipts;
}

Result<void> ImportRunner::flush()
{
    if (m_batch.empty())
        return {};
    const auto receipts = storeBatch();
    Result<void> outcome;
    for (size_t index = 0; index < m_batchItems.size(); ++index) {
        ++m_done;
        if (auto counted = count(*m_batchItems[index], receipts[index]); !counted && outcome)
            outcome = std::move(counted);
    }
    m_batch.clear();
    m_batchItems.clear();
    m_batchBytes = 0;
    return outcome;
}

Result<void> ImportRunner::count(const ImportItem &item, const Result<StoreReceipt> &receipt)
{
    if (!receipt) {
        if (receipt.error().code() == ErrorCode::Cancelled)
            return failure(receipt);
        m_report.failed.emplace_back(item, receipt.error());
    } else if (receipt->outcome == StoreReceipt::Outcome::Created) {
        ++m_report.created;
    } else {
        ++m_report.unchanged;
    }
    return {};
}

} // namespace

Result<ImportReport> runImport(Library &library, const ImportPlan &plan, const ImportOptions &options,
                               const ProgressSink &progress, std::stop_token stop)
{
    auto tags = TagSet::parse(options.tags);
    if (!tags)
        return failure(std::move(tags));
    return ImportRunner(library, plan, options, std::move(*tags), progress, std::move(stop)).run();
}

} // namespace pulse
