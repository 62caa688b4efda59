// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/preview/markdown_preview.h"

#include "markdown_renderer.h"
#include "preview_document.h"
#include "preview_view.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <chrono>

namespace pulse::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int readingColumns = 80;

PreviewStyle styleFor(const QWidget &widget, const Highlighting &highlighting, int zoom)
{
    QFont font = widget.font();
    const qreal size = font.pointSizeF() > 0 ? font.pointSizeF() : 10.0;
    font.setPointSizeF(std::max(5.0, size + 0.5 + zoom));
    return {widget.palette(), highlighting.theme(widget.palette()), font};
}

} // namespace

struct MarkdownPreview::Private
{
    Private(std::shared_ptr<const Highlighting> sharedHighlighting, std::shared_ptr<TaskRunner> taskRunner,
            MarkdownPreview *owner)
        : highlighting(std::move(sharedHighlighting))
        , runner(std::move(taskRunner))
        , renderer(std::make_shared<MarkdownRenderer>())
        , messages(new MessageBar(owner))
        , empty(new EmptyState(owner))
        , view(new PreviewView(owner))
        , content(view->document(), styleFor(*owner, *highlighting, 0))
    {}

    std::shared_ptr<const Highlighting> highlighting;
    std::shared_ptr<TaskRunner> runner;
    std::shared_ptr<MarkdownRenderer> renderer; // shared with work that may outlive this widget
    MessageBar *messages;
    EmptyState *empty;
    PreviewView *view;
    PreviewDocument content;
    QStackedLayout *stack = nullptr;
    QTimer delay;
    QTimer next;
    Task<Rows> task;
    QString text;
    Opener opener = [](const QUrl &address) { QDesktopServices::openUrl(address); };
    int zoom = 0;
    double wantedTop = -1; // asked for before the rows were there
    bool isRendered = true;
    bool isRendering = false;
    bool isOutdated = false; // the text changed while it was being rendered
    bool isMoving = false;   // the program scrolls, not the person
};

MarkdownPreview::MarkdownPreview(std::shared_ptr<const Highlighting> highlighting, std::shared_ptr<TaskRunner> runner,
                                 QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(std::move(highlighting), std::move(runner), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d->messages);
    d->stack = new QStackedLayout;
    d->stack->addWidget(d->empty);
    d->stack->addWidget(d->view);
    layout->addLayout(d->stack, 1);
    d->empty->setContent(icon("preview"_L1), tr("Nothing to preview"),
                         tr("What you write appears here as readers see it."));
    d->view->setStyle(&d->content.style());
    d->view->setReadingWidth(
        static_cast<int>(QFontMetricsF(d->content.style().baseFont()).averageCharWidth() * readingColumns));
    d->empty->setBackgroundRole(QPalette::Base);
    d->empty->setAutoFillBackground(true);
    setFocusProxy(d->view);

    d->delay.setSingleShot(true);
    d->delay.setInterval(40ms);
    d->next.setSingleShot(true);
    d->next.setInterval(1ms);
    connect(&d->delay, &QTimer::timeout, this, &MarkdownPreview::render);
    connect(&d->next, &QTimer::timeout, this, [this] {
        if (d->content.step())
            d->next.start();
        if (d->wantedTop >= 0)
            setTopLine(d->wantedTop);
        if (d->content.isDone()) {
            d->wantedTop = -1;
            if (d->isRendered)
                emit shown();
        }
    });
    connect(d->view, &QTextBrowser::anchorClicked, this, &MarkdownPreview::ask);
    connect(d->view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (!d->isMoving && d->content.isDone())
            emit scrolled(topLine());
    });
}

MarkdownPreview::~MarkdownPreview()
{
    d->view->setStyle(nullptr);
    d->view->verticalScrollBar()->disconnect(this);
}

void MarkdownPreview::setText(const QString &text)
{
    if (text == d->text && d->isRendered)
        return;
    d->text = text;
    d->isRendered = false;
    if (!d->delay.isActive())
        d->delay.start();
}

void MarkdownPreview::render()
{
    // A rendering under way is not thrown away, or steady typing would never see one; the next follows at once.
    d->isOutdated = d->isRendering;
    if (d->isRendering)
        return;
    d->isRendering = true;
    d->stack->setCurrentWidget(d->text.trimmed().isEmpty() ? static_cast<QWidget *>(d->empty) : d->view);
    d->task = d->runner
                  ->run([renderer = d->renderer, text = d->text](const std::stop_token &stop) {
                      return renderer->render(text, stop);
                  })
                  .then(this, [this](Result<Rows> rows) {
                      d->isRendering = false;
                      d->isRendered = !d->isOutdated && !d->delay.isActive();
                      if (d->isOutdated)
                          render();
                      if (!rows)
                          return;
                      d->content.setTarget(std::move(*rows));
                      d->next.start();
                  });
}

bool MarkdownPreview::isUpToDate() const
{
    return d->isRendered && d->content.isDone() && !d->next.isActive();
}

QString MarkdownPreview::plainText() const
{
    return d->view->toPlainText();
}

QString MarkdownPreview::selectedText() const
{
    return d->view->textCursor().selectedText();
}

double MarkdownPreview::topLine() const
{
    if (d->content.rowCount() == 0)
        return 0;
    const auto *layout = d->view->document()->documentLayout();
    const qreal top = d->view->verticalScrollBar()->value();
    const qsizetype row = d->content.rowAtPosition(std::max(layout->hitTest(QPointF(0, top), Qt::FuzzyHit), 0));
    const auto yOf = [&](qsizetype index) {
        return layout->blockBoundingRect(d->view->document()->findBlock(d->content.positionOf(index))).top();
    };
    const double line = d->content.lineOf(row);
    if (row + 1 >= d->content.rowCount())
        return line;
    const qreal begin = yOf(row);
    const qreal end = yOf(row + 1);
    const double part = end > begin ? std::clamp((top - begin) / (end - begin), 0.0, 1.0) : 0.0;
    return line + part * std::max(0, d->content.lineOf(row + 1) - d->content.lineOf(row));
}

void MarkdownPreview::setTopLine(double line)
{
    if (!isUpToDate())
        d->wantedTop = line;
    const qsizetype row = d->content.rowAtLine(line);
    if (row < 0)
        return;
    const auto *layout = d->view->document()->documentLayout();
    const auto yOf = [&](qsizetype index) {
        return layout->blockBoundingRect(d->view->document()->findBlock(d->content.positionOf(index))).top();
    };
    qreal y = line <= 0 ? 0 : yOf(row);
    const double begin = d->content.lineOf(row);
    if (line > begin && row + 1 < d->content.rowCount()) {
        const double end = d->content.lineOf(row + 1);
        const double part = end > begin ? std::clamp((line - begin) / (end - begin), 0.0, 1.0) : 0.0;
        y += part * (yOf(row + 1) - y);
    }
    d->isMoving = true;
    d->view->verticalScrollBar()->setValue(static_cast<int>(y));
    d->isMoving = false;
}

void MarkdownPreview::zoomBy(int steps)
{
    d->zoom = steps == 0 ? 0 : std::clamp(d->zoom + steps, -4, 24);
    const double top = topLine();
    d->content.setStyle(styleFor(*this, *d->highlighting, d->zoom));
    d->view->setReadingWidth(
        static_cast<int>(QFontMetricsF(d->content.style().baseFont()).averageCharWidth() * readingColumns));
    d->wantedTop = top;
    d->next.start();
}

void MarkdownPreview::setOpener(Opener opener)
{
    d->opener = std::move(opener);
}

void MarkdownPreview::ask(const QUrl &address)
{
    // Only addresses that the parser let through arrive here; this asks once more all the same.
    const QString scheme = address.scheme();
    const bool isMail = scheme == "mailto"_L1;
    if (!isMail && scheme != "http"_L1 && scheme != "https"_L1)
        return;
    const QString shownAddress = QString::fromLatin1(address.toEncoded());
    const QString question = isMail ? tr("Write to this address with your mail program? %1").arg(shownAddress)
                                    : tr("Open this address in the browser? %1").arg(shownAddress);
    d->messages->post(u"link"_s, MessageBar::Kind::Information, question,
                      {{tr("Open"),
                        [this, address] {
                            d->messages->dismiss(u"link"_s);
                            d->opener(address);
                        }},
                       {tr("Copy address"), [this, shownAddress] {
                            QGuiApplication::clipboard()->setText(shownAddress);
                            d->messages->dismiss(u"link"_s);
                        }}});
}

void MarkdownPreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if ((event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) && d && d->stack) {
        const double top = topLine();
        d->content.setStyle(styleFor(*this, *d->highlighting, d->zoom));
        d->wantedTop = top;
        d->next.start();
    }
}

} // namespace pulse::ui
