// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/drag_export.h"

#include "pulse/library/export.h"
#include "pulse/text/text_encoding.h"

#include <QApplication>
#include <QDir>
#include <QDrag>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

Result<ExportedFiles> exportOne(Library &library, const ExportItem &item, const QString &folder, std::stop_token stop)
{
    const ExportOptions options{.flat = true};
    const auto report = runExport(library, {item}, folder, options, {}, stop);
    if (!report)
        return failure(report);
    if (!report->failed.empty())
        return std::unexpected(report->failed.front().second);
    const auto prompt = library.fetch({item.key.name, item.key.version, true}, stop);
    if (!prompt)
        return failure(prompt);
    ExportedFiles files{.path = QDir(folder).filePath(item.path), .text = {}, .reference = item.key.toString()};
    if (auto text = QString::fromUtf8(prompt->content); text.toUtf8() == prompt->content)
        files.text = std::move(text);
    return files;
}

Result<ExportedFiles> exportForDrag(Library &library, const QStringList &refs, const QString &place,
                                    std::stop_token stop)
{
    const bool single = refs.size() == 1 && !refs.front().endsWith(u'/');
    const auto items = planExport(library, refs, {.flat = single}, stop);
    if (!items)
        return failure(items);
    if (single && items->size() == 1)
        return exportOne(library, items->front(), place, stop);

    const QString title = refs.size() == 1 ? refs.front().chopped(1).section(u'/', -1) : u"prompts"_s;
    const QString folder = QDir(place).filePath(title.isEmpty() ? u"prompts"_s : title);
    const auto report = runExport(library, *items, folder, {}, {}, stop);
    if (!report)
        return failure(report);
    if (!report->failed.empty())
        return std::unexpected(report->failed.front().second);
    return ExportedFiles{.path = folder, .text = {}, .reference = {}};
}

} // namespace

DragExport::DragExport() = default;

DragExport::~DragExport() = default;

Task<ExportedFiles> DragExport::prepare(LibrarySession &session, const QStringList &refs)
{
    if (!m_folder)
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/pulse-drag-XXXXXX"_s);
    const QString place = m_folder->filePath(QString::number(++m_next));
    return session.run([refs, place](Library &library, std::stop_token stop) -> Result<ExportedFiles> {
        if (!QDir().mkpath(place))
            return failure(ErrorCode::NoSpace, u"export"_s, place,
                           u"The temporary folder %1 cannot be written. Free some space there, then try again."_s.arg(
                               QDir::tempPath()));
        return exportForDrag(library, refs, place, std::move(stop));
    });
}

void DragExport::start(LibrarySession &session, const QStringList &refs, QWidget *source,
                       std::function<void(const Error &)> failed, std::function<void(QMimeData &)> decorate)
{
    m_preparing = prepare(session, refs)
                      .then(source, [source, failed = std::move(failed),
                                     decorate = std::move(decorate)](const Result<ExportedFiles> &files) {
                          if (!files) {
                              failed(files.error());
                              return;
                          }
                          if (!QApplication::mouseButtons().testFlag(Qt::LeftButton))
                              return;
                          auto data = mimeData(*files);
                          if (decorate)
                              decorate(*data);
                          auto *drag = new QDrag(source);
                          drag->setMimeData(data.release());
                          drag->exec(Qt::CopyAction | Qt::MoveAction, Qt::CopyAction);
                      });
}

std::unique_ptr<QMimeData> DragExport::mimeData(const ExportedFiles &files)
{
    auto data = std::make_unique<QMimeData>();
    data->setUrls({QUrl::fromLocalFile(files.path)});
    if (!files.text.isEmpty())
        data->setText(files.text);
    return data;
}

} // namespace pulse::ui
