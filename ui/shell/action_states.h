// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/document/document_area.h"

namespace pulse::ui {

class CommandTable;

/// What the window knows when it decides which actions are possible.
struct Situation
{
    const LibrarySession *library = nullptr; ///< the current one; null when none is open
    DocumentInfo document;
    int tabs = 0;
    bool comparing = false;      ///< a comparison is in front, whole or as a part of a page
    bool upgradable = false;     ///< there is a newer layout for the library
    bool hasConnections = false; ///< libraries can be configured
    bool canGoBack = false;
    bool canGoForward = false;
};

/// Enables every action that makes sense now, and lets the others say why not.
void updateActions(CommandTable &commands, const Situation &situation);

} // namespace pulse::ui
