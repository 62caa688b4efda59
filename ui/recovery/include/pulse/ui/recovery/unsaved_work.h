// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/drafts.h"
#include "pulse/library/library.h"
#include "pulse/text/diff.h"

namespace pulse::ui {

/// A draft beside what is published of its prompt. A value.
struct UnsavedWork
{
    enum class Standing {
        Unknown, ///< not compared yet, or what is published cannot be read now
        New,     ///< of a prompt that was never published
        Current, ///< begun from the latest version
        Newer,   ///< another version was published since
        Gone     ///< the prompt is not in the library any more
    };

    Draft draft;
    Standing standing = Standing::Unknown;
    std::optional<Version> latest = {};       ///< what is published now
    std::optional<Version> compared = {};     ///< the version that `difference` counts from
    std::optional<DiffStats> difference = {}; ///< empty where it cannot be told in lines
    QString problem = {};                     ///< why it was not compared, a sentence

    [[nodiscard]] QString title() const; ///< the prompt's name, or what stands for it
    /// "12 lines added, 3 removed since 1.2.0", "new prompt"; empty while unknown.
    [[nodiscard]] QString differenceText() const;
    /// What a person must know before going on: a newer version, a prompt that is gone; empty when there is nothing.
    [[nodiscard]] QString warningText() const;
    [[nodiscard]] bool canCompare() const { return compared.has_value(); }
};

/// Compares a draft with what it was begun from, and that with what is published now. Blocking.
[[nodiscard]] UnsavedWork compareDraft(Library &library, Draft draft, const std::stop_token &stop);

} // namespace pulse::ui
