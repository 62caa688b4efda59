// SPDX-License-Identifier: Apache-2.0
#include "command_table.h"
#include "window_commands.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

// What other programs call these things, so that a person who comes from there finds them.
void WindowCommands::addWords()
{
    const QString theme = tr("theme appearance colour scheme mode");
    m_table.setWords(command::themeSystem, theme + u' ' + tr("automatic"));
    m_table.setWords(command::themeLight, theme + u' ' + tr("day"));
    m_table.setWords(command::themeDark, theme + u' ' + tr("night"));
    const QString zoom = tr("zoom font size");
    m_table.setWords(command::zoomIn, zoom + u' ' + tr("bigger"));
    m_table.setWords(command::zoomOut, zoom);
    m_table.setWords(command::zoomReset, zoom);
    m_table.setWords(command::distractionFree, tr("full screen zen focus mode"));
    m_table.setWords(command::foldLeft, tr("sidebar panel"));
    m_table.setWords(command::foldRight, tr("sidebar panel"));
    m_table.setWords(command::settings, tr("preferences options configuration"));
    m_table.setWords(command::quit, tr("exit leave"));
    m_table.setWords(command::shortcuts, tr("hotkeys key bindings"));
    m_table.setWords(command::openSample, tr("example demo"));
    m_table.setWords(command::addLibrary, tr("connect remote server cloud S3 WebDAV Nextcloud Git"));
    m_table.setWords(command::copyLibrary, tr("migrate move transfer duplicate"));
    m_table.setWords(command::synchronise, tr("push pull upload download refresh"));
    m_table.setWords(command::checkLibrary, tr("verify integrity repair checksum"));
    m_table.setWords(command::discardDraft, tr("revert reset"));
    m_table.setWords(command::publish, tr("commit release version"));
    m_table.setWords(command::compare, tr("diff changes"));
    m_table.setWords(command::goToPrompt, tr("open jump quick"));
}

} // namespace pulse::ui
