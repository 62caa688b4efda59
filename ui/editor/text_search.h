// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "text_view.h"

#include <QString>
#include <chrono>
#include <stop_token>
#include <vector>

namespace pulse::ui {

struct SearchQuery
{
    QString pattern;
    bool isRegex = false;
    bool matchesCase = false;
    bool wholeWords = false;
    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;
};

struct SearchResult
{
    std::vector<TextMatch> matches; ///< ascending, not overlapping, none empty
    bool isCut = false;             ///< there are more than maxMatches
};

struct Replacement
{
    TextMatch match;
    QString text;
};

inline constexpr qsizetype maxMatches = 100'000;

/// Finds every match. Patterns match inside a line. Blocking: for a worker; observes `stop`.
/// Errors: Invalid (the pattern is no regular expression; the message says where), Unsupported (it takes longer than
/// `patience`: the engine's steps are limited as well, so that no pattern runs away), Cancelled.
[[nodiscard]] Result<SearchResult> findMatches(const QString &text, const SearchQuery &query,
                                               std::chrono::milliseconds patience, const std::stop_token &stop);

/// What replacing would write: `\1` … `\9` and `$1` … `$9` stand for the groups of a regular expression, `\0` and `$0`
/// for the whole match, `\n` and `\t` for line break and tab, `\\` and `$$` for themselves; literal searches replace
/// literally. `only` limits it to the match that begins there; -1 means all.
[[nodiscard]] Result<std::vector<Replacement>> findReplacements(const QString &text, const SearchQuery &query,
                                                                const QString &replacement, int only,
                                                                std::chrono::milliseconds patience,
                                                                const std::stop_token &stop);

} // namespace pulse::ui
