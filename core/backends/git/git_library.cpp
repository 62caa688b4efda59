// SPDX-License-Identifier: Apache-2.0
#include "git_library.h"

#include "failures.h"
#include "layout.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

GitLibrary::GitLibrary(std::shared_ptr<Repository> repository, WriterParts parts, StorageInfo info)
    : m_repository(std::move(repository))
    , m_writer(*m_repository, parts)
    , m_info(std::move(info))
    , m_rules{.isSealed = m_info.schema >= LibraryFile::sealedSchema,
              .clock = parts.clock,
              .author = parts.author,
              .randomName = parts.randomName}
{}

Result<void> GitLibrary::mayChange(const Call &call, const std::stop_token &stop) const
{
    if (m_info.readOnly)
        return call.fails(ErrorCode::PermissionDenied,
                          u"%1 “%2” was not changed."_s.arg(m_info.readOnlyReason, call.subject));
    return call.checkStop(stop);
}

Result<PromptFolder> GitLibrary::prompt(const Snapshot &snapshot, const Name &name, const Call &call) const
{
    const auto folder = m_repository->find(snapshot.tree, layout::pathOf(name), call);
    if (!folder)
        return failure(folder);
    if (!*folder || !(*folder)->isFolder())
        return noSuchPrompt(call.operation, name);
    const auto tree = m_repository->tree((*folder)->id, call);
    if (!tree)
        return failure(tree);
    PromptFolder result = PromptFolder::of(**tree);
    if (result.versions.empty())
        return noSuchPrompt(call.operation, name);
    return result;
}

Result<VersionFiles> GitLibrary::version(const Snapshot &snapshot, const VersionKey &key,
                                         const QString &operation) const
{
    const Call call{operation, key.toString()};
    const auto folder = m_repository->find(snapshot.tree, layout::pathOf(key.name, key.version), call);
    if (!folder)
        return failure(folder);
    if (!*folder || !(*folder)->isFolder())
        return noSuchVersion(operation, key);
    const auto tree = m_repository->tree((*folder)->id, call);
    if (!tree)
        return failure(tree);
    return VersionFiles(*m_repository, key, **tree, snapshot.commit, operation);
}

} // namespace pulse::git
