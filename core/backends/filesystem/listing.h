// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"

namespace pulse::filesystem {

/// Lists prompts from the directories alone: no metadata is read, each directory is opened once. The order is that of
/// the paths, segment by segment by their bytes, a prompt before those below it; the cursor is the last path told.
class Listing
{
public:
    Listing(const Library &library, Call call, const ListQuery &query, std::stop_token stop);
    [[nodiscard]] Result<ListPage> run();

private:
    enum class Step { Continue, PageFull };

    /// One directory with its path below `prompts` (empty at the top).
    struct Found
    {
        QByteArray path;
        PromptDirectory contents;
        QString damage; ///< why it cannot be read
    };

    [[nodiscard]] Result<void> takeCursor();
    [[nodiscard]] Sys<PromptDirectory> read(const QByteArray &path) const;
    [[nodiscard]] Found look(const QByteArray &path) const;
    [[nodiscard]] Result<Step> walk(const Found &folder, qsizetype depth, bool onCursor);
    [[nodiscard]] Result<Step> visit(const QByteArray &path, bool isLink, qsizetype depth, bool onCursor);
    [[nodiscard]] bool hasPrompts(const Found &folder, int depth) const;
    [[nodiscard]] Step emitItem(const Found &found, bool isPrompt, bool isFolder);

    const Library &m_library;
    const Call m_call;
    const ListQuery m_query;
    const std::stop_token m_stop;
    const qsizetype m_limit;
    QList<QByteArray> m_cursor; // segments of the last path told, relative to the folder
    ListPage m_page;
    QByteArray m_lastPath;
};

} // namespace pulse::filesystem
