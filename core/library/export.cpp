// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/export.h"

#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/fs/durable_file.h"

#include <QDir>
#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

/// Collects what is to be written, each version once and each path once.
class ExportPlanner
{
public:
    ExportPlanner(Library &library, const ExportOptions &options, std::vector<Error> *damaged, std::stop_token stop)
        : m_library(library)
        , m_options(options)
        , m_damaged(damaged)
        , m_stop(std::move(stop))
    {}

    Result<void> add(const QString &text)
    {
        QString path = text;
        while (path.endsWith(u'/'))
            path.chop(1);
        if (path.size() != text.size() || path.isEmpty())
            return addFolder(path);
        const auto ref = PromptRef::parse(text);
        if (!ref)
            return failure(ref);
        const auto there = m_library.exists(PromptRef{ref->name, {}, false}, m_stop);
        if (!there)
            return failure(there);
        return *there || ref->hasSelector ? addPrompt(*ref) : addFolder(path);
    }

    [[nodiscard]] std::vector<ExportItem> take() { return std::move(m_items); }

private:
    Result<void> addFolder(const QString &folder)
    {
        const auto items = m_library.list(folder, true, m_stop);
        if (!items)
            return failure(items);
        if (items->empty() && !folder.isEmpty())
            return failure(
                ErrorCode::NotFound, u"export"_s, folder,
                u"There is no prompt and no folder called “%1”. List the library to see which there are."_s.arg(
                    folder));
        for (const ListItem &item : *items) {
            const auto added = item.name ? addPrompt(PromptRef{*item.name, {}, false}) : nameless(item);
            if (added || added.error().code() == ErrorCode::NotFound) // removed meanwhile
                continue;
            if (!m_damaged || !isDamage(added.error()))
                return added;
            m_damaged->push_back(added.error());
        }
        return {};
    }

    static Result<void> nameless(const ListItem &item)
    {
        return failure(ErrorCode::Corrupt, u"export"_s, item.path,
                       u"“%1” cannot be exported: %2"_s.arg(item.path, item.damage));
    }

    Result<void> addPrompt(const PromptRef &ref)
    {
        if (const auto going = checkCancelled(m_stop, u"export"_s, ref.toString()); !going)
            return going;
        if (!m_options.allVersions)
            return m_library.resolve(ref, m_stop).transform([this](const VersionKey &key) { addItem(key); });
        const auto versions = versionsOf(m_library.storage(), ref.name, m_stop);
        if (!versions)
            return failure(versions);
        if (ref.hasSelector) {
            const auto key = m_library.resolve(ref, m_stop);
            if (!key)
                return failure(key);
            addItem(*key);
            return {};
        }
        for (const Version &version : *versions)
            addItem({ref.name, version});
        return {};
    }

    void addItem(const VersionKey &key)
    {
        if (m_keys.contains(key))
            return;
        m_keys.insert(key);
        m_items.push_back({key, freePath(key)});
    }

    QString freePath(const VersionKey &key)
    {
        QString path = pathOf(key);
        if (m_options.flat && m_paths.contains(foldCase(path)))
            path = key.name.segments().join(u'-') + u'-' + key.version.toString() + u".md"_s;
        const QString stem = path.chopped(3);
        for (int number = 2; m_paths.contains(foldCase(path)); ++number)
            path = u"%1 (%2).md"_s.arg(stem).arg(number);
        m_paths.insert(foldCase(path));
        return path;
    }

    [[nodiscard]] QString pathOf(const VersionKey &key) const
    {
        if (m_options.flat)
            return exportFileName(key);
        if (m_options.allVersions)
            return key.name.toString() + u'/' + key.version.toString() + u".md"_s;
        return key.name.toString() + u".md"_s;
    }

    Library &m_library;
    const ExportOptions &m_options;
    std::vector<Error> *m_damaged;
    std::stop_token m_stop;
    std::vector<ExportItem> m_items;
    QSet<VersionKey> m_keys;
    QSet<QString> m_paths;
};

Result<qint64> writeItem(Fs &fs, const Descriptor &target, const QString &targetPath, const ExportItem &item,
                         ByteSource &content, bool overwrite)
{
    const QStringList parts = item.path.split(u'/');
    const auto leadsOut = [](const QString &part) { return part.isEmpty() || part == u"." || part == u".."; };
    if (std::ranges::any_of(parts, leadsOut) || item.path.contains(QChar(0)))
        return failure(ErrorCode::Invalid, u"export"_s, item.path,
                       u"“%1” does not lie in the folder to export to."_s.arg(item.path));
    QString shown = targetPath;
    Descriptor inner;
    for (const QString &part : parts.first(parts.size() - 1)) {
        shown += u'/' + part;
        auto next = openOrMakeFolderIn(fs, inner ? inner : target, part, shown);
        if (!next)
            return failure(std::move(next));
        inner = std::move(*next);
    }
    const FileWriting options{.mode = 0666, .obeyUmask = true, .replace = overwrite, .syncFolder = false};
    const BytePull pull = [&content](std::span<char> buffer) { return content.read(buffer); };
    return writeFile(fs, inner ? inner : target, parts.last(), pull, options, shown + u'/' + parts.last());
}

/// The content in pieces where the storage can, so that its size does not matter.
Result<std::unique_ptr<ByteSource>> openItem(Library &library, const VersionKey &key, const std::stop_token &stop)
{
    if (StreamStorage *streams = library.capabilities().streams) {
        auto reader = streams->openContent(key.name, key.version, stop);
        if (!reader)
            return failure(std::move(reader));
        return *std::move(reader);
    }
    auto prompt = library.storage().fetch(key.name, key.version, stop);
    if (!prompt)
        return failure(std::move(prompt));
    return std::make_unique<BufferSource>(std::move(prompt->content));
}

} // namespace

Result<std::vector<ExportItem>> planExport(Library &library, const QStringList &refs, const ExportOptions &options,
                                           std::stop_token stop, std::vector<Error> *damaged)
{
    ExportPlanner planner(library, options, damaged, std::move(stop));
    for (const QString &ref : refs) {
        if (const auto added = planner.add(ref); !added)
            return failure(added);
    }
    return planner.take();
}

Result<ExportReport> runExport(Library &library, const std::vector<ExportItem> &items, const QString &target,
                               const ExportOptions &options, const ProgressSink &progress, std::stop_token stop,
                               std::shared_ptr<Fs> fs)
{
    const QString path = QDir::cleanPath(QDir(target).absolutePath());
    if (!QDir().mkpath(path))
        return failure(ErrorCode::PermissionDenied, u"export"_s, path,
                       u"The folder “%1” cannot be made. Choose another place."_s.arg(path));
    const auto folder = openFolder(*fs, path);
    if (!folder)
        return failure(folder);
    ExportReport exported;
    const auto total = static_cast<qint64>(items.size());
    for (qint64 done = 0; const ExportItem &item : items) {
        if (const auto going = checkCancelled(stop, u"export"_s, item.path); !going)
            return failure(going);
        report(progress, done++, total, item.path);
        const auto content = openItem(library, item.key, stop);
        const auto outcome = content ? writeItem(*fs, *folder, path, item, **content, options.overwrite)
                                     : Result<qint64>(failure(content));
        if (!outcome && outcome.error().code() == ErrorCode::Cancelled)
            return failure(outcome);
        if (outcome) {
            ++exported.written;
            exported.bytes += *outcome;
        } else {
            exported.failed.emplace_back(item, outcome.error());
        }
    }
    report(progress, total, total, {});
    return exported;
}

QString exportFileName(const VersionKey &key)
{
    return key.name.leaf() + u'-' + key.version.toString() + u".md"_s;
}

} // namespace pulse
