// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/model/version.h"
#include "pulse/storage/capabilities.h"

#include <QFileInfo>
#include <optional>
#include <stop_token>
#include <vector>

namespace pulse::detail {

/// One file that may become a version.
struct SourceFile
{
    QString path;
    QString revision;               ///< "3" of `r003.md`, "1.2.0" of `1.2.0.md`; empty outside of a folder of revisions
    std::optional<Version> version; ///< where the file is named by one
};

/// What may become one prompt.
struct SourcePrompt
{
    QString name;                  ///< as text, not yet validated
    std::vector<SourceFile> files; ///< one, or the revisions from the oldest on
    bool isHistory = false;
};

struct SkippedSource
{
    QString path;
    QString name;
    QString reason;
};

struct SourceTree
{
    std::vector<SourcePrompt> prompts;
    std::vector<SkippedSource> skipped;
};

/// Finds prompts among files and folders; reads no content.
class SourceScanner
{
public:
    SourceScanner(const ProgressSink &progress, std::stop_token stop)
        : m_progress(progress)
        , m_stop(std::move(stop))
    {}

    /// NotFound when there is nothing at the path.
    Result<void> scan(const QString &path, const QString &into);
    [[nodiscard]] SourceTree take() { return std::move(m_tree); }

private:
    struct Children;
    Result<void> scanFolder(const QString &path, const QString &name, int depth);
    [[nodiscard]] Children childrenOf(const QString &path, const QString &name);
    bool takeRevisionFiles(const Children &children, const QString &name);
    bool takeRevisionFolders(const Children &children, const QString &name);
    void takeFiles(const Children &children, const QString &name);
    void addHistory(const QString &name, std::vector<SourceFile> files);
    void addFile(const QFileInfo &file, const QString &folder);
    void skip(const QString &path, const QString &name, const QString &reason);

    const ProgressSink &m_progress;
    std::stop_token m_stop;
    SourceTree m_tree;
    qint64 m_seen = 0;
};

/// The part of a revision's name that orders it: "3" of `r003`, `3` and `v3`; empty when it is none.
[[nodiscard]] QString revisionNumber(const QString &text);

} // namespace pulse::detail
