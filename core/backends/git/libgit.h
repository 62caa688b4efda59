// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "oid.h"

#include <git2.h>
#include <memory>

// Ownership of libgit2's values, and its errors as ours.
namespace pulse::git {

template <auto Free>
struct Freeing
{
    template <typename T>
    void operator()(T *value) const
    {
        Free(value);
    }
};

using RepositoryPtr = std::unique_ptr<git_repository, Freeing<git_repository_free>>;
using OdbPtr = std::unique_ptr<git_odb, Freeing<git_odb_free>>;
using OdbObjectPtr = std::unique_ptr<git_odb_object, Freeing<git_odb_object_free>>;
using OdbStreamPtr = std::unique_ptr<git_odb_stream, Freeing<git_odb_stream_free>>;
using ReferencePtr = std::unique_ptr<git_reference, Freeing<git_reference_free>>;
using ReferenceIteratorPtr = std::unique_ptr<git_reference_iterator, Freeing<git_reference_iterator_free>>;
using CommitPtr = std::unique_ptr<git_commit, Freeing<git_commit_free>>;
using ConfigPtr = std::unique_ptr<git_config, Freeing<git_config_free>>;
using SignaturePtr = std::unique_ptr<git_signature, Freeing<git_signature_free>>;
using IndexPtr = std::unique_ptr<git_index, Freeing<git_index_free>>;
using RemotePtr = std::unique_ptr<git_remote, Freeing<git_remote_free>>;
using RevwalkPtr = std::unique_ptr<git_revwalk, Freeing<git_revwalk_free>>;
using PackBuilderPtr = std::unique_ptr<git_packbuilder, Freeing<git_packbuilder_free>>;

/// libgit2 is prepared as long as one of these lives.
class LibGit
{
public:
    LibGit();
    LibGit(const LibGit &) = delete;
    LibGit &operator=(const LibGit &) = delete;
    ~LibGit();
};

/// What libgit2 said last in this thread, as a sentence that can stand in a message.
[[nodiscard]] QString libgitSays();

/// The error for a call of libgit2 that answered `code`; `what` begins the message: "The repository could not be read".
[[nodiscard]] std::unexpected<Error> gitFailure(const Call &call, int code, const QString &what);

} // namespace pulse::git
