// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/editor/prompt_editor.h"

#include "find_bar.h"
#include "line_limits.h"
#include "markdown_highlighter.h"
#include "pulse/text/markdown_outline.h"
#include "text_view.h"

#include <QKeyEvent>
#include <QTextBlock>
#include <QVBoxLayout>
#include <chrono>

namespace pulse::ui {

using namespace std::chrono_literals;

namespace {

/// For showing only: overlong lines broken into pieces.
QString inPieces(const QString &text)
{
    const bool hasChains = text.count(QChar(0x200d)) > 100;
    const qsizetype pieceLength = hasChains ? 60 : 4000;
    QString pieces;
    pieces.reserve(text.size() + text.size() / pieceLength);
    qsizetype column = 0;
    for (const QChar c : text) {
        if (column >= pieceLength && !c.isLowSurrogate() && c != u'\n') {
            pieces += u'\n';
            column = 0;
        }
        pieces += c;
        column = c == u'\n' ? 0 : column + 1;
    }
    return pieces;
}

constexpr qsizetype longestWholeWord = 4000;

/// Whether something goes on for so long without a place to break it that Qt, which looks for one through all that is
/// left of a word for each row that is shown of it, would keep people waiting.
bool hasEndlessWord(const QString &text)
{
    qsizetype length = 0;
    for (const QChar c : text) {
        length = c.isSpace() ? 0 : length + 1;
        if (length > longestWholeWord)
            return true;
    }
    return false;
}

} // namespace

struct PromptEditor::Private
{
    Private(std::shared_ptr<const Highlighting> highlighting, std::shared_ptr<TaskRunner> taskRunner,
            PromptEditor *owner)
        : runner(std::move(taskRunner))
        , view(new TextView(owner))
        , findBar(new FindBar(view, runner, owner))
        , highlighter(new MarkdownHighlighter(std::move(highlighting), view->document()))
    {}

    std::shared_ptr<TaskRunner> runner;
    TextView *view;
    FindBar *findBar;
    MarkdownHighlighter *highlighter;
    QTimer countDelay;
    Task<int> count;
    QString wholeText; // of a text shown in pieces
    bool isInPieces = false;
    bool isReadOnly = false;
    bool isLoading = false;
};

PromptEditor::PromptEditor(std::shared_ptr<const Highlighting> highlighting, std::shared_ptr<TaskRunner> runner,
                           QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(std::move(highlighting), std::move(runner), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d->view, 1);
    layout->addWidget(d->findBar);
    setFocusProxy(d->view);
    d->view->installEventFilter(this);
    d->highlighter->setPalette(palette());
    d->countDelay.setSingleShot(true);
    d->countDelay.setInterval(200ms);

    connect(d->view->document(), &QTextDocument::contentsChange, this, [this](int, int removed, int added) {
        if (d->isLoading || (removed == 0 && added == 0))
            return;
        d->countDelay.start();
    });
    connect(d->view, &QPlainTextEdit::textChanged, this, [this] {
        if (!d->isLoading)
            emit textChanged();
    });
    connect(&d->countDelay, &QTimer::timeout, this, [this] {
        d->count = d->runner->run([text = text()](const std::stop_token &) -> Result<int> { return countWords(text); })
                       .then(this, [this](const Result<int> &words) { emit wordsCounted(words.value_or(-1)); });
    });
    connect(d->view, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!d->isLoading)
            emit cursorMoved(line(), column());
    });
    connect(d->view, &QPlainTextEdit::undoAvailable, this, &PromptEditor::undoStateChanged);
    connect(d->view, &QPlainTextEdit::redoAvailable, this, &PromptEditor::undoStateChanged);
    connect(d->view, &TextView::refused, this, &PromptEditor::refused);
    connect(d->view, &TextView::zoomChanged, this, &PromptEditor::zoomChanged);
    connect(d->view, &TextView::scrolled, this, [this] { emit scrolled(d->view->topLine()); });
}

PromptEditor::~PromptEditor()
{
    // The view's last signals must not reach a half-destroyed editor.
    d->view->removeEventFilter(this);
    d->view->document()->disconnect(this);
    d->view->disconnect(this);
}

void PromptEditor::setText(const QString &text, bool readOnly)
{
    d->isLoading = true;
    d->isInPieces = costliestLine(text) > TextView::maxLineLength;
    d->wholeText = d->isInPieces ? text : QString();
    d->highlighter->setColouring(text.size() <= MarkdownHighlighter::maxTextLength);
    const bool isEndless = hasEndlessWord(text);
    if (isEndless) // before the new text is laid out, and else not before the old one has gone
        d->view->setWordWrapMode(QTextOption::WrapAnywhere);
    d->view->setPlainText(d->isInPieces ? inPieces(text) : text);
    if (!isEndless)
        d->view->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    d->isLoading = false;
    setReadOnly(readOnly);
    d->findBar->restart();
    d->countDelay.start();
    emit limitationChanged();
    emit cursorMoved(line(), column());
}

void PromptEditor::changeText(const QString &text)
{
    const QString old = this->text();
    if (old == text)
        return;
    if (d->isInPieces || costliestLine(text) > TextView::maxLineLength) {
        setText(text, d->isReadOnly);
        emit textChanged();
        return;
    }
    const auto shorter = std::min(old.size(), text.size());
    qsizetype front = std::mismatch(old.begin(), old.begin() + shorter, text.begin()).first - old.begin();
    qsizetype back = 0;
    while (back < shorter - front && old[old.size() - 1 - back] == text[text.size() - 1 - back])
        ++back;
    QTextCursor cursor(d->view->document());
    cursor.setPosition(static_cast<int>(front));
    cursor.setPosition(static_cast<int>(old.size() - back), QTextCursor::KeepAnchor);
    cursor.insertText(text.sliced(front, text.size() - front - back));
}

void PromptEditor::setReadOnly(bool readOnly)
{
    d->isReadOnly = readOnly;
    d->view->setReadOnly(readOnly || d->isInPieces);
    d->view->setTextInteractionFlags(d->view->isReadOnly() ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                                           : Qt::TextEditorInteraction);
}

bool PromptEditor::isReadOnly() const
{
    return d->view->isReadOnly();
}

bool PromptEditor::hasOverlongLine() const
{
    return d->isInPieces;
}

QString PromptEditor::limitation() const
{
    if (d->isInPieces)
        return tr("A line of this text is longer than 32 768 characters, so it is shown in pieces and cannot be edited "
                  "here. Export it to change it with another program.");
    if (!d->highlighter->isColouring())
        return tr("This text is shown without colours, because it is larger than 2 MB.");
    return {};
}

QString PromptEditor::text() const
{
    return d->isInPieces ? d->wholeText : d->view->exactText();
}

QString PromptEditor::selectedText() const
{
    QString text = d->view->textCursor().selectedText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    return text;
}

bool PromptEditor::canUndo() const
{
    return !isReadOnly() && d->view->document()->isUndoAvailable();
}

bool PromptEditor::canRedo() const
{
    return !isReadOnly() && d->view->document()->isRedoAvailable();
}

int PromptEditor::line() const
{
    return d->view->textCursor().blockNumber() + 1;
}

int PromptEditor::column() const
{
    const QTextCursor cursor = d->view->textCursor();
    const QString line = cursor.block().text();
    const QStringView before = QStringView(line).first(cursor.positionInBlock());
    const auto pairs = std::ranges::count_if(before, [](QChar c) { return c.isLowSurrogate(); });
    return static_cast<int>(before.size() - pairs) + 1;
}

qint64 PromptEditor::cursorPosition() const
{
    return d->view->textCursor().position();
}

void PromptEditor::setCursorPosition(qint64 position)
{
    QTextCursor cursor = d->view->textCursor();
    cursor.setPosition(static_cast<int>(std::clamp<qint64>(position, 0, d->view->document()->characterCount() - 1)));
    d->view->setTextCursor(cursor);
}

void PromptEditor::goToLine(int line)
{
    const QTextBlock block = d->view->document()->findBlockByNumber(std::clamp(line, 1, d->view->blockCount()) - 1);
    setCursorPosition(block.position());
    d->view->centerCursor();
}

double PromptEditor::topLine() const
{
    return d->view->topLine();
}

void PromptEditor::setTopLine(double line)
{
    d->view->setTopLine(line);
}

void PromptEditor::applyOptions(const EditorOptions &options)
{
    d->view->applyOptions(options);
}

void PromptEditor::zoomBy(int steps)
{
    d->view->zoomBy(steps);
}

int PromptEditor::zoom() const
{
    return d->view->zoom();
}

void PromptEditor::find()
{
    d->findBar->open(false);
}

void PromptEditor::replace()
{
    d->findBar->open(true);
}

void PromptEditor::findNext()
{
    d->findBar->findNext();
}

void PromptEditor::findPrevious()
{
    d->findBar->findPrevious();
}

void PromptEditor::undo()
{
    if (!isReadOnly())
        d->view->undo();
}

void PromptEditor::redo()
{
    if (!isReadOnly())
        d->view->redo();
}

void PromptEditor::cut()
{
    if (!isReadOnly())
        d->view->cut();
}

void PromptEditor::copy()
{
    d->view->copy();
}

void PromptEditor::paste()
{
    if (!isReadOnly())
        d->view->paste();
}

void PromptEditor::selectAll()
{
    d->view->selectAll();
}

void PromptEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        d->highlighter->setPalette(palette());
}

void PromptEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find))
        find();
    else if (event->matches(QKeySequence::Replace) ||
             (event->key() == Qt::Key_H && event->modifiers() == Qt::ControlModifier))
        replace();
    else if (event->key() == Qt::Key_F3)
        event->modifiers() & Qt::ShiftModifier ? findPrevious() : findNext();
    else if (event->key() == Qt::Key_Escape && d->findBar->isVisible())
        d->findBar->close();
    else
        QWidget::keyPressEvent(event);
}

bool PromptEditor::eventFilter(QObject *object, QEvent *event)
{
    if (object == d->view && event->type() == QEvent::FocusOut)
        emit focusLost();
    return QWidget::eventFilter(object, event);
}

} // namespace pulse::ui
