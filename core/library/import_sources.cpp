// SPDX-License-Identifier: Apache-2.0
#include "import_sources.h"

#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/text/text_encoding.h"

#include <QDir>
#include <QRegularExpression>
#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr int deepest = 32;

bool isPromptFile(const QFileInfo &file)
{
    const QString suffix = file.suffix().toLower();
    return suffix == u"md" || suffix == u"txt" || suffix == u"prompt";
}

QString joined(const QString &folder, const QString &leaf)
{
    return folder.isEmpty() ? leaf : folder + u'/' + leaf;
}

/// How a revision is written, apart from its number: all revisions of a prompt are written alike.
struct RevisionName
{
    QString kind;
    QString number;
    std::optional<Version> version;
};

std::optional<RevisionName> revisionOf(const QString &text)
{
    const bool hasMark = text.startsWith(u'v') && text.size() > 1 && text[1].isDigit();
    if (auto version = Version::parse(QStringView(text).sliced(hasMark ? 1 : 0)))
        return RevisionName{u"version"_s, version->toString(), *version};
    static const QRegularExpression pattern(uR"(^(r|rev|revision|v|version)?([-_ ]?)0*([0-9]{1,9})$)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    return RevisionName{match.captured(1).toLower() + match.captured(2), match.captured(3), {}};
}

bool isOlder(const SourceFile &a, const SourceFile &b)
{
    if (a.version && b.version)
        return *a.version < *b.version;
    return a.revision.toULongLong() < b.revision.toULongLong();
}

/// The one text of a folder that stands for a whole prompt.
QFileInfo textOf(const QDir &folder)
{
    for (const QString &name : {u"system.md"_s, u"content.md"_s}) {
        const QFileInfo file(folder.filePath(name));
        if (file.exists() || file.isSymLink())
            return file;
    }
    return {};
}

/// What lies in a folder. QDir would end at the first name that is not valid UTF-8, as if nothing came after it.
std::optional<std::vector<QByteArray>> namesIn(const QString &path)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir(QFile::encodeName(path).constData()), ::closedir);
    if (!folder)
        return {};
    std::vector<QByteArray> names;
    errno = 0;
    while (const dirent *entry = ::readdir(folder.get())) {
        if (qstrcmp(entry->d_name, ".") != 0 && qstrcmp(entry->d_name, "..") != 0)
            names.emplace_back(entry->d_name);
    }
    return errno == 0 ? std::optional(std::move(names)) : std::nullopt;
}

bool isPlainFile(const QFileInfo &file)
{
    return !file.isSymLink() && file.isFile();
}

} // namespace

struct SourceScanner::Children
{
    QFileInfoList files;  // that may hold a prompt
    QFileInfoList others; // regular files of any other kind
    QFileInfoList folders;
};

QString revisionNumber(const QString &text)
{
    const auto revision = revisionOf(text.trimmed());
    return revision ? revision->number : QString();
}

Result<void> SourceScanner::scan(const QString &path, const QString &into)
{
    const QFileInfo info(QDir::cleanPath(QDir().absoluteFilePath(path)));
    if (!info.exists())
        return failure(ErrorCode::NotFound, u"import"_s, path, u"There is no file or folder “%1”."_s.arg(path));
    if (info.isDir())
        return scanFolder(info.absoluteFilePath(), joined(into, info.fileName()), 0);
    if (!info.isFile())
        skip(info.filePath(), joined(into, info.fileName()), u"It is neither a file nor a folder."_s);
    else if (!isPromptFile(info))
        skip(info.filePath(), joined(into, info.fileName()), u"It is no .md, .txt or .prompt file."_s);
    else // a link that a person named is followed
        addFile(info.isSymLink() ? QFileInfo(info.canonicalFilePath()) : info, into);
    return {};
}

Result<void> SourceScanner::scanFolder(const QString &path, const QString &name, int depth)
{
    if (auto going = checkCancelled(m_stop, u"import"_s, path); !going)
        return going;
    if (depth == deepest) {
        skip(path, name, u"It lies more than %1 folders deep."_s.arg(deepest));
        return {};
    }
    report(m_progress, m_seen, 0, path);
    const Children children = childrenOf(path, name);
    if (takeRevisionFiles(children, name) || takeRevisionFolders(children, name))
        return {};
    takeFiles(children, name);
    for (const QFileInfo &folder : children.folders) {
        if (auto done = scanFolder(folder.filePath(), joined(name, folder.fileName()), depth + 1); !done)
            return done;
    }
    return {};
}

SourceScanner::Children SourceScanner::childrenOf(const QString &path, const QString &name)
{
    Children children;
    auto names = namesIn(path);
    if (!names) {
        skip(path, name, u"The folder cannot be read."_s);
        return children;
    }
    std::ranges::sort(*names);
    for (const QByteArray &encoded : *names) {
        ++m_seen;
        const QString fileName = QString::fromUtf8(encoded);
        const QFileInfo child(path + u'/' + fileName);
        const QString childName = joined(name, fileName);
        if (firstInvalidUtf8(encoded) >= 0)
            skip(child.filePath(), childName, u"Its name is not valid UTF-8. Rename it."_s);
        else if (child.isSymLink())
            skip(child.filePath(), childName, u"It is a symbolic link."_s);
        else if (fileName.startsWith(u'.'))
            skip(child.filePath(), childName, u"It is hidden."_s);
        else if (child.isDir())
            children.folders.append(child);
        else if (!child.isFile())
            skip(child.filePath(), childName, u"It is neither a file nor a folder."_s);
        else if (isPromptFile(child))
            children.files.append(child);
        else
            children.others.append(child);
    }
    return children;
}

bool SourceScanner::takeRevisionFiles(const Children &children, const QString &name)
{
    if (children.files.isEmpty() || !children.folders.isEmpty() || !children.others.isEmpty())
        return false;
    std::vector<SourceFile> revisions;
    QString kind;
    for (const QFileInfo &file : children.files) {
        const auto revision = revisionOf(file.completeBaseName());
        if (!revision)
            return false;
        const QString own = revision->kind + u'.' + file.suffix();
        if (!revisions.empty() && own != kind)
            return false;
        kind = own;
        revisions.push_back({file.filePath(), revision->number, revision->version});
    }
    addHistory(name, std::move(revisions));
    return true;
}

bool SourceScanner::takeRevisionFolders(const Children &children, const QString &name)
{
    if (children.folders.isEmpty() || !children.files.isEmpty() || !children.others.isEmpty())
        return false;
    std::vector<SourceFile> revisions;
    QString kind;
    for (const QFileInfo &folder : children.folders) {
        const auto revision = revisionOf(folder.fileName());
        const QFileInfo text = textOf(QDir(folder.filePath()));
        if (!revision || !isPlainFile(text) || (!revisions.empty() && revision->kind != kind))
            return false;
        kind = revision->kind;
        revisions.push_back({text.filePath(), revision->number, revision->version});
    }
    addHistory(name, std::move(revisions));
    return true;
}

void SourceScanner::takeFiles(const Children &children, const QString &name)
{
    const bool isPattern = std::ranges::contains(children.files, u"system.md"_s, &QFileInfo::fileName);
    for (const QFileInfo &file : children.files) {
        if (!isPattern)
            addFile(file, name);
        else if (file.fileName() == u"system.md")
            m_tree.prompts.push_back({name, {{file.filePath(), {}, {}}}, false});
        else
            skip(file.filePath(), joined(name, file.fileName()),
                 u"Of a pattern's folder only system.md is imported."_s);
    }
    for (const QFileInfo &file : children.others)
        skip(file.filePath(), joined(name, file.fileName()), u"It is no .md, .txt or .prompt file."_s);
}

void SourceScanner::addHistory(const QString &name, std::vector<SourceFile> files)
{
    std::ranges::stable_sort(files, isOlder);
    SourcePrompt prompt{name, {}, true};
    for (SourceFile &file : files) {
        if (!prompt.files.empty() && prompt.files.back().revision == file.revision)
            skip(file.path, name, u"It is a second file for revision %1."_s.arg(file.revision));
        else
            prompt.files.push_back(std::move(file));
    }
    m_tree.prompts.push_back(std::move(prompt));
}

void SourceScanner::addFile(const QFileInfo &file, const QString &folder)
{
    m_tree.prompts.push_back({joined(folder, file.completeBaseName()), {{file.filePath(), {}, {}}}, false});
}

void SourceScanner::skip(const QString &path, const QString &name, const QString &reason)
{
    m_tree.skipped.push_back({path, name, reason});
}

} // namespace pulse::detail
