// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"
#include "work_limit.h"

#include <memory>

namespace pulse::ui {

/// Highlights the code blocks among rows. Belongs to one thread at a time: a worker's own, since definitions load
/// lazily.
class CodeColours
{
public:
    CodeColours();
    ~CodeColours();

    /// Gives the tokens of each code line their kind. What takes longer than the limit stays plain.
    void apply(Rows &rows, WorkLimit &limit);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
