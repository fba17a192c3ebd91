"""The commands of training: `python -m training COMMAND --help`."""

import dataclasses
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from kg.gazetteer import load_gazetteer
from kg.nlp.vocabulary import Vocabulary

from .adapt import AdaptConfig, adapt, read_windows
from .data import examples_of, read_gold, split_places
from .distil import DistilConfig, distil, read_corpus
from .finetune import FinetuneConfig, finetune
from .network import Encoder, load_reader, save_weights

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
Config = TypeVar("Config")

ConfigFile = Annotated[Path, typer.Option("--config", help="Settings, see training/config/.")]
VocabularyFile = Annotated[Path, typer.Option("--vocabulary", help="One token a line.")]
Output = Annotated[Path, typer.Option("--output", help="Folder for weights, log and checkpoint.")]
Gold = Annotated[Path, typer.Option("--gold", help="Folder of annotated excerpts with index.tsv.")]
Corpus = Annotated[Path, typer.Option("--corpus", help="Folder of reports, one .txt each.")]


@app.command("adapt")
def adapt_command(
    config: ConfigFile,
    corpus: Corpus,
    encoder: Annotated[Path, typer.Option("--encoder", help="Weights of the encoder to adapt.")],
    vocabulary: VocabularyFile,
    output: Output,
) -> None:
    """Adapt an encoder to the corpus by masked-language training; leaves encoder.safetensors."""
    tokens = Vocabulary(vocabulary)
    model = load_reader(encoder, tokens.size).encoder
    if not isinstance(model, Encoder):
        raise typer.BadParameter(f"{encoder}: only a transformer can be adapted")
    adapt(model, read_windows(corpus), tokens, read_config(AdaptConfig, config), output)
    save_weights(model, output / "encoder.safetensors")


@app.command("finetune")
def finetune_command(
    config: ConfigFile,
    gold: Gold,
    weights: Annotated[Path, typer.Option("--weights", help="An encoder's or a reader's weights.")],
    vocabulary: VocabularyFile,
    output: Output,
    fold: Annotated[
        int, typer.Option("--fold", help="Places held out: 0 to folds - 1; -1: none.")
    ] = -1,
    folds: Annotated[int, typer.Option("--folds", help="How many parts the places have.")] = 10,
) -> None:
    """Fine-tune on gold excerpts, without the places of one fold; leaves reader.safetensors."""
    tokens = Vocabulary(vocabulary)
    excerpts = read_gold(gold)
    train = excerpts if fold < 0 else split_places(excerpts, fold, folds)[0]
    names = [division.name for division in load_gazetteer().divisions]
    finetune(
        load_reader(weights, tokens.size),
        examples_of(train),
        tokens,
        names,
        read_config(FinetuneConfig, config),
        output,
    )


@app.command("distil")
def distil_command(
    config: ConfigFile,
    corpus: Corpus,
    teacher: Annotated[
        list[Path], typer.Option("--teacher", help="A reader's weights; may be repeated.")
    ],
    student: Annotated[
        Path, typer.Option("--student", help="The weights that the student starts from.")
    ],
    vocabulary: VocabularyFile,
    output: Output,
) -> None:
    """Distil teachers into a student over unlabelled reports; leaves reader.safetensors."""
    tokens = Vocabulary(vocabulary)
    settings = read_config(DistilConfig, config)
    distil(
        [load_reader(path, tokens.size) for path in teacher],
        load_reader(student, tokens.size),
        read_corpus(corpus, settings),
        tokens,
        settings,
        output,
    )


@app.command("average")
def average_command(
    weights: Annotated[
        list[Path], typer.Option("--weights", help="Weights of one network; to be repeated.")
    ],
    vocabulary: VocabularyFile,
    output: Output,
) -> None:
    """Average the weights of several runs that started from the same ones; leaves reader.safetensors."""
    size = Vocabulary(vocabulary).size
    model, *others = [load_reader(path, size) for path in weights]
    states = [other.state_dict() for other in others]
    mean = {
        name: sum((state[name] for state in states), value) / len(weights)
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(mean)
    output.mkdir(parents=True, exist_ok=True)
    save_weights(model, output / "reader.safetensors")


def read_config(kind: type[Config], path: Path) -> Config:
    """Read the settings of a step; an unknown key is refused with the accepted ones."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    accepted = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    if unknown := sorted(set(data) - set(accepted)):
        raise typer.BadParameter(f"{path}: unknown {unknown[0]!r}; accepted: {', '.join(accepted)}")
    return kind(**data)


if __name__ == "__main__":
    app()
