// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/task.h"
#include "pulse/ui/common/highlighting.h"

#include <QUrl>
#include <QWidget>
#include <functional>
#include <memory>

namespace pulse::ui {

/// A prompt as a reader sees it. GUI thread only; parsing and highlighting run on `runner` (the latest text wins), and
/// what changed is put into place in slices of a few milliseconds, so that typing is never held up.
///
/// Nothing is ever loaded, from disk or network: images are lines that describe them, HTML is shown as text. A link is
/// opened only after a question that shows its whole address, and only http, https and mailto.
class MarkdownPreview : public QWidget
{
    Q_OBJECT

public:
    using Opener = std::function<void(const QUrl &)>;

    MarkdownPreview(std::shared_ptr<const Highlighting> highlighting, std::shared_ptr<TaskRunner> runner,
                    QWidget *parent = nullptr);
    ~MarkdownPreview() override;

    /// Renders the text soon; `shown` follows.
    void setText(const QString &text);
    /// Whether everything of the last text is in place.
    [[nodiscard]] bool isUpToDate() const;
    [[nodiscard]] QString plainText() const; ///< what is shown, as text
    [[nodiscard]] QString selectedText() const;

    /// The line of the source (counted from 0) at the top, with the part of it that is hidden as the fraction.
    [[nodiscard]] double topLine() const;
    void setTopLine(double line);

    void zoomBy(int steps); ///< 0 goes back to the usual size
    /// Who opens a confirmed address; the desktop's way unless told otherwise.
    void setOpener(Opener opener);

signals:
    void shown(); ///< the preview of the last text is in place
    void scrolled(double topLine);

protected:
    void changeEvent(QEvent *event) override;

private:
    void render();
    void ask(const QUrl &address);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
