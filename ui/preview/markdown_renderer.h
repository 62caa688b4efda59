// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "code_colours.h"
#include "preview_row.h"
#include "pulse/base/result.h"

#include <chrono>
#include <mutex>
#include <stop_token>

namespace pulse::ui {

/// Makes the rows of a preview. Thread-safe and blocking: for a worker. Loads nothing, from nowhere.
class MarkdownRenderer
{
public:
    static constexpr qsizetype maxSourceLength = 1'000'000; ///< the preview of a longer text ends there and says so
    static constexpr std::size_t maxRows = 20'000;

    explicit MarkdownRenderer(std::chrono::milliseconds patience = std::chrono::milliseconds(1500))
        : m_patience(patience)
    {}

    /// Fails only with Cancelled. A text that cannot be rendered within the patience comes as it is, with a note that
    /// says so.
    [[nodiscard]] Result<Rows> render(const QString &text, const std::stop_token &stop);

private:
    std::chrono::milliseconds m_patience;
    std::mutex m_mutex; // of m_colours: a cancelled rendering may still be ending while the next begins
    CodeColours m_colours;
};

} // namespace pulse::ui
