// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/settings.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

using Type = SettingInfo::Type;

constexpr std::array table{
    SettingInfo{
        setting::author, Type::Text, ""_L1, 0, 0, "Who publishes, recorded with every version: Name <address>"_L1, {}},
    SettingInfo{setting::backupEveryHours,
                Type::Integer,
                "0"_L1,
                0,
                744,
                "Back up by itself so many hours after the last backup, while the window is open; 0: never"_L1,
                {}},
    SettingInfo{setting::backupFolder,
                Type::Text,
                ""_L1,
                0,
                0,
                "Where backups are kept, each library's in a folder of its own; empty: with Pulse's data"_L1,
                {}},
    SettingInfo{
        setting::backupKeepDaily, Type::Integer, "7"_L1, 0, 9999, "How many daily backups thinning out keeps"_L1, {}},
    SettingInfo{setting::backupKeepLast,
                Type::Integer,
                "3"_L1,
                0,
                9999,
                "How many of the newest backups thinning out keeps"_L1,
                {}},
    SettingInfo{setting::backupKeepMonthly,
                Type::Integer,
                "12"_L1,
                0,
                9999,
                "How many monthly backups thinning out keeps"_L1,
                {}},
    SettingInfo{
        setting::backupKeepWeekly, Type::Integer, "4"_L1, 0, 9999, "How many weekly backups thinning out keeps"_L1, {}},
    SettingInfo{
        setting::backupKeepYearly, Type::Integer, "0"_L1, 0, 9999, "How many yearly backups thinning out keeps"_L1, {}},
    SettingInfo{setting::cacheBytes,
                Type::Integer,
                "16777216"_L1,
                0,
                1LL << 40,
                "How many bytes of prompts are kept in memory"_L1,
                {}},
    SettingInfo{
        setting::cacheItems, Type::Integer, "100"_L1, 0, 10'000'000, "How many prompts are kept in memory"_L1, {}},
    SettingInfo{setting::editorFont,
                Type::Text,
                ""_L1,
                0,
                0,
                "The editor's font, family and size; empty: the system's fixed-width font"_L1,
                {}},
    SettingInfo{setting::editorLineNumbers, Type::Boolean, "true"_L1, 0, 0, "Show line numbers in the editor"_L1, {}},
    SettingInfo{setting::editorTabWidth, Type::Integer, "4"_L1, 1, 16, "How many spaces wide a tab is shown"_L1, {}},
    SettingInfo{setting::editorWrap, Type::Boolean, "true"_L1, 0, 0, "Wrap long lines in the editor"_L1, {}},
    SettingInfo{setting::environment,
                Type::Text,
                ""_L1,
                0,
                0,
                "The environment in force, such as staging or production; empty: none"_L1,
                {}},
    SettingInfo{setting::protectedLabels,
                Type::TextList,
                "production"_L1,
                0,
                0,
                "Labels that are moved or removed only with an explicit confirmation"_L1,
                {}},
    SettingInfo{setting::libraryDefault,
                Type::Text,
                ""_L1,
                0,
                0,
                "The library that is opened when none is named: a configured name, a URL or a path"_L1,
                {}},
    SettingInfo{
        setting::previewSync, Type::Boolean, "true"_L1, 0, 0, "Scroll the preview along with the editor"_L1, {}},
    // Nothing is destroyed unasked: a limit is a person's decision.
    SettingInfo{setting::trashKeepDays,
                Type::Integer,
                "0"_L1,
                0,
                36500,
                "After how many days what is in the trash is destroyed; 0: never"_L1,
                {}},
    SettingInfo{setting::theme, Type::Text, "system"_L1, 0, 0, "The window's colours"_L1, "system,light,dark"_L1},
};

} // namespace

std::span<const SettingInfo> allSettings()
{
    return table;
}

} // namespace pulse
