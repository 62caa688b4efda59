// SPDX-License-Identifier: Apache-2.0
#include "history_table.h"
#include "import_content.h"
#include "import_sources.h"
#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/library/import.h"

#include <QHash>
#include <QSet>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

using Published = std::map<Version, Checksum>;
using Rows = std::map<QString, HistoryRow>;

/// Decides, prompt by prompt, what becomes of every file.
class ImportPlanner
{
public:
    ImportPlanner(Library &library, const HistoryTable &table, const ProgressSink &progress, std::stop_token stop)
        : m_library(library)
        , m_table(table)
        , m_progress(progress)
        , m_stop(std::move(stop))
    {}

    Result<ImportPlan> plan(const SourceTree &sources);

private:
    Result<void> learnNames();
    Result<void> planPrompt(const SourcePrompt &source);
    [[nodiscard]] Result<Name> freeName(const QString &text, QString &reason);
    [[nodiscard]] Result<Published> publishedOf(const Name &name);
    void planHistory(const SourcePrompt &source, const Name &name, const Published &published);
    Result<void> planFile(const SourcePrompt &source, const Name &name, const Published &published);
    void planMissing(const SourcePrompt &source, const Name &name, const Rows &rows);
    void checkRow(const HistoryRow &row, ImportItem &item) const;

    static void refuse(ImportItem &item, Error error);
    void add(ImportItem item);

    Library &m_library;
    const HistoryTable &m_table;
    const ProgressSink &m_progress;
    std::stop_token m_stop;
    QHash<QString, QString> m_names;   // in the library, by their folded form
    QHash<QString, QString> m_planned; // by their folded form
    ImportPlan m_plan;
};

Result<ImportPlan> ImportPlanner::plan(const SourceTree &sources)
{
    if (auto learnt = learnNames(); !learnt)
        return failure(learnt);
    const auto total = static_cast<qint64>(sources.prompts.size());
    for (qint64 done = 0; const SourcePrompt &source : sources.prompts) {
        if (auto going = checkCancelled(m_stop, u"import"_s, source.name); !going)
            return failure(going);
        report(m_progress, done++, total, source.name);
        if (auto planned = planPrompt(source); !planned)
            return failure(planned);
    }
    if (auto going = checkCancelled(m_stop, u"import"_s, {}); !going)
        return failure(going);
    for (const SkippedSource &skipped : sources.skipped) {
        ImportItem item;
        item.source = skipped.path;
        item.name = skipped.name;
        item.action = ImportItem::Action::Skip;
        item.reason = skipped.reason;
        add(std::move(item));
    }
    report(m_progress, total, total, {});
    return std::move(m_plan);
}

Result<void> ImportPlanner::learnNames()
{
    const auto items = m_library.list({}, true, m_stop);
    if (!items)
        return failure(items);
    for (const ListItem &item : *items)
        m_names.insert(foldCase(item.path), item.path);
    return {};
}

Result<Name> ImportPlanner::freeName(const QString &text, QString &reason)
{
    auto name = Name::parse(text);
    if (!name) {
        reason = name.error().message();
        return name;
    }
    const QString folded = name->caseFolded();
    const QString there = m_names.value(folded, text);
    const QString planned = m_planned.value(folded);
    if (there != text)
        reason = u"The library has “%1” already, which differs only by upper and lower case."_s.arg(there);
    else if (!planned.isNull())
        reason = u"Another file to import gives the prompt “%1” already."_s.arg(planned);
    else
        m_planned.insert(folded, text);
    return name;
}

Result<Published> ImportPlanner::publishedOf(const Name &name)
{
    Published published;
    if (!m_names.contains(name.caseFolded()))
        return published;
    const auto history = unlessMissing(m_library.history(name, m_stop));
    if (!history)
        return failure(history);
    if (*history) {
        for (const HistoryEntry &entry : (*history)->entries)
            published.emplace(entry.version, entry.metadata ? entry.metadata->checksum : Checksum());
    }
    return published;
}

Result<void> ImportPlanner::planPrompt(const SourcePrompt &source)
{
    QString reason;
    const auto name = freeName(source.name, reason);
    if (!reason.isEmpty()) {
        for (const SourceFile &file : source.files) {
            ImportItem item;
            item.source = file.path;
            item.name = source.name;
            item.action = ImportItem::Action::Skip;
            item.reason = reason;
            item.isRevision = source.isHistory;
            add(std::move(item));
        }
        return {};
    }
    const auto published = publishedOf(*name);
    if (!published)
        return failure(published);
    const qint64 before = m_plan.versions;
    Result<void> planned;
    if (source.isHistory)
        planHistory(source, *name, *published);
    else
        planned = planFile(source, *name, *published);
    if (m_plan.versions > before)
        ++m_plan.prompts;
    return planned;
}

void ImportPlanner::planHistory(const SourcePrompt &source, const Name &name, const Published &published)
{
    const Rows *rows = m_table.find(source.name);
    std::optional<Version> previous;
    std::optional<QByteArray> before = QByteArray(); // empty while it is too long to be compared
    for (const SourceFile &file : source.files) {
        ImportItem item;
        item.source = file.path;
        item.name = name.toString();
        item.isRevision = true;
        item.version = file.version;
        auto content = readForImport(file.path, m_stop);
        const bool isComparable = content && content->isWhole && before;
        if (!item.version)
            item.version = previous ? previous->next(isComparable ? stepBetween(*before, content->bytes) : Bump::Patch)
                                    : Version::first();
        previous = item.version;
        if (!content) {
            refuse(item, content.error());
            add(std::move(item));
            continue;
        }
        item.size = content->size;
        item.checksum = content->checksum;
        item.reason = content->facts.note;
        const auto row = rows ? rows->find(file.revision) : Rows::const_iterator();
        if (rows && row != rows->end())
            checkRow(row->second, item);
        const auto there = published.find(*item.version);
        if (item.action == ImportItem::Action::Create && there != published.end()) {
            const auto known = there->second == Checksum() // it could not be read
                                   ? metadataOf(m_library.storage(), name, *item.version, m_stop)
                                         .transform([](const Metadata &metadata) { return metadata.checksum; })
                                   : there->second;
            if (!known)
                refuse(item, known.error());
            else if (*known == *item.checksum)
                item.action = ImportItem::Action::Unchanged;
            else
                refuse(item, Error(ErrorCode::AlreadyExists, u"import"_s, VersionKey{name, *item.version}.toString(),
                                   u"%1 is already published with other content. Import into another folder."_s.arg(
                                       item.version->toString())));
        }
        before = content->isWhole ? std::optional(std::move(content->bytes)) : std::nullopt;
        add(std::move(item));
    }
    if (rows)
        planMissing(source, name, *rows);
}

void ImportPlanner::checkRow(const HistoryRow &row, ImportItem &item) const
{
    item.createdAt = row.date;
    const auto mismatch = [&](const QString &what) {
        refuse(item, Error(ErrorCode::Corrupt, u"import"_s, item.source,
                           u"“%1” is not the file of the history table: %2 (line %3). Get the file again."_s
                               .arg(item.source, what)
                               .arg(row.line)));
    };
    if (row.bytes && *row.bytes != item.size)
        mismatch(u"it has %1 bytes where the table says %2"_s.arg(item.size).arg(*row.bytes));
    else if (row.checksum && *row.checksum != *item.checksum)
        mismatch(u"its SHA-256 is %1 where the table says %2"_s.arg(item.checksum->hex(), row.checksum->hex()));
}

/// Revisions that the table has and the folder does not.
void ImportPlanner::planMissing(const SourcePrompt &source, const Name &name, const Rows &rows)
{
    QSet<QString> present;
    for (const SourceFile &file : source.files)
        present.insert(file.revision);
    for (const auto &[revision, row] : rows) {
        if (present.contains(revision))
            continue;
        ImportItem item;
        item.name = name.toString();
        item.source = QFileInfo(source.files.front().path).path();
        item.createdAt = row.date;
        item.isRevision = true;
        refuse(item, Error(ErrorCode::NotFound, u"import"_s, name.toString(),
                           u"The history table lists revision %1 of “%2” (line %3), but there is no file for it."_s
                               .arg(revision, name.toString())
                               .arg(row.line)));
        add(std::move(item));
    }
}

Result<void> ImportPlanner::planFile(const SourcePrompt &source, const Name &name, const Published &published)
{
    ImportItem item;
    item.source = source.files.front().path;
    item.name = name.toString();
    const auto content = readForImport(item.source, m_stop);
    if (!content) {
        refuse(item, content.error());
        add(std::move(item));
        return {};
    }
    item.size = content->size;
    item.checksum = content->checksum;
    item.reason = content->facts.note;
    item.version = Version::first();
    const auto isSame = [&](const auto &known) { return known.second == *item.checksum; };
    const auto same = std::ranges::find_if(published.rbegin(), published.rend(), isSame);
    if (same != published.rend()) {
        item.version = same->first;
        item.action = ImportItem::Action::Unchanged;
    } else if (const auto latest = latestOf(published | std::views::keys | std::ranges::to<std::vector>());
               latest && !content->isWhole) {
        item.version = latest->next(Bump::Patch);
    } else if (latest) {
        const auto proposal = m_library.propose(name, content->bytes, m_stop);
        if (!proposal)
            return failure(proposal);
        item.version = proposal->proposed;
    }
    add(std::move(item));
    return {};
}

void ImportPlanner::refuse(ImportItem &item, Error error)
{
    item.action = ImportItem::Action::Skip;
    item.reason = error.message();
    item.error = std::move(error);
}

void ImportPlanner::add(ImportItem item)
{
    if (item.action == ImportItem::Action::Create) {
        ++m_plan.versions;
        m_plan.bytes += item.size;
    } else if (item.action == ImportItem::Action::Skip) {
        ++m_plan.skipped;
    }
    m_plan.items.push_back(std::move(item));
}

} // namespace

Result<ImportPlan> planImport(Library &library, const QStringList &paths, const ImportOptions &options,
                              const ProgressSink &progress, std::stop_token stop)
{
    if (!options.into.isEmpty()) {
        if (auto into = Name::parse(options.into); !into)
            return failure(into);
    }
    HistoryTable table;
    if (!options.historyTable.isEmpty()) {
        auto loaded = HistoryTable::load(options.historyTable);
        if (!loaded)
            return failure(std::move(loaded));
        table = std::move(*loaded);
    }
    SourceScanner scanner(progress, stop);
    for (const QString &path : paths) {
        if (auto scanned = scanner.scan(path, options.into); !scanned)
            return failure(scanned);
    }
    return ImportPlanner(library, table, progress, stop).plan(scanner.take());
}

} // namespace pulse
