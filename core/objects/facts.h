// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hold.h"
#include "prompt_objects.h"
#include "pulse/storage/capabilities.h"

namespace pulse::objects {

/// Applies a patch to what is stored now. Where the store replaces only what matches, that decides among writers;
/// elsewhere a hold of the prompt does.
[[nodiscard]] Result<Metadata> patchMetadata(const Session &session, const Call &call, const VersionKey &key,
                                             const MetadataPatch &patch);

/// Labels change under a hold of the prompt, as does what they point at, so that none ever dangles.
class Labels
{
public:
    using Precondition = LabelStorage::Precondition;

    Labels(const Session &session, Call call, Name name)
        : m_session(session)
        , m_call(std::move(call))
        , m_name(std::move(name))
    {}

    [[nodiscard]] Result<LabelMap> all() const;
    [[nodiscard]] Result<void> set(const Label &label, const Version &version, const Precondition &precondition) const;
    [[nodiscard]] Result<void> remove(const Label &label, const Precondition &precondition) const;

private:
    struct Held
    {
        std::unique_ptr<Hold> hold;
        PromptObjects objects;
        LabelMap labels;
    };
    [[nodiscard]] Result<Held> begin(Hold::Scopes scopes = {}) const;
    [[nodiscard]] Result<void> markChange(Held &held) const;

    const Session &m_session;
    const Call m_call;
    const Name m_name;
};

} // namespace pulse::objects
