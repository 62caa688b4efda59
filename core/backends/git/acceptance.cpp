// SPDX-License-Identifier: Apache-2.0
#include "failures.h"
#include "git_storage.h"
#include "inspection.h"
#include "layout.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

std::unexpected<Error> nothingToAccept(const Call &call)
{
    return call.fails(ErrorCode::Unsupported, u"There is nothing at “%1” that could be accepted. Verify shows what can "
                                              "be."_s.arg(call.subject));
}

// prompts/NAME/VERSION/metadata.json
std::optional<VersionKey> keyOf(const QString &path)
{
    QStringList segments = path.split(u'/');
    if (segments.size() < 4 || segments.first() != u"prompts" || segments.last() != u"metadata.json")
        return std::nullopt;
    const auto version = Version::parse(segments.at(segments.size() - 2));
    const auto name = Name::parse(segments.sliced(1, segments.size() - 3).join(u'/'));
    return version && name ? std::optional(VersionKey{*name, *version}) : std::nullopt;
}

} // namespace

Result<void> acceptFile(const std::shared_ptr<GitLibrary> &library, const QString &path, const std::stop_token &stop)
{
    const Call call{u"accept"_s, path.isEmpty() ? u"library"_s : path};
    if (auto may = library->mayChange(call, stop); !may)
        return may;
    const auto key = keyOf(path);
    if (!key)
        return nothingToAccept(call);
    const auto done =
        library->writer().change(call, stop, [&](TreeEdit &tree, const Snapshot &snapshot) -> Result<Writer::Commit> {
            const auto folder = tree.open(layout::pathOf(key->name, key->version));
            if (!folder)
                return failure(folder);
            if (*folder == nullptr)
                return noSuchVersion(call.operation, *key);
            const auto files = library->version(snapshot, *key, call.operation);
            if (!files)
                return failure(files);
            auto facts = files->facts();
            if (!facts) {
                // A wrong seal is what a person may overrule; what else is wrong is still wrong without it.
                const TreeEdit::Entry *entry = (*folder)->find(layout::metadataFile);
                const auto json = entry != nullptr && entry->mode == fileMode
                                      ? tree.repository().readSmall(entry->id, layout::largestFacts, call)
                                      : Result<QByteArray>(QByteArray());
                auto metadata = json ? decodeMetadata(unsealed(*json)) : failure(json);
                if (!metadata || metadata->name != key->name || metadata->version != key->version)
                    return failure(facts);
                facts = VersionFiles::Facts{*std::move(metadata), Seal::Wrong, true, false};
            }
            if (!contentMatches(library, *files, facts->metadata, stop))
                return damagedContent(call.operation, *key);
            tree.putBlob(**folder, layout::metadataFile, sealed(encodeMetadata(facts->metadata)));
            return Writer::Commit{
                u"Accept the metadata of %1 %2\n"_s.arg(key->name.toString(), key->version.toString()), {}};
        });
    return done ? Result<void>() : failure(done);
}

Result<InspectionReport> GitStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    auto report = Inspection(m_library, repair, progress, std::move(stop)).run();
    if (repair)
        m_watcher.wake();
    return report;
}

Result<void> GitStorage::accept(const QString &path, std::stop_token stop)
{
    auto accepted = acceptFile(m_library, path, stop);
    m_watcher.wake();
    return accepted;
}

QString GitStorage::pathOf(const VersionKey &key) const
{
    return QString::fromUtf8(layout::pathOf(key.name, key.version) + '/' + layout::metadataFile);
}

} // namespace pulse::git
