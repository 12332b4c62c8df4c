import { randomInt } from "node:crypto";
import { int, string } from "../bridge/schema";
import { isUnset, number, text } from "../bridge/values";
import type { RandomResource } from "./framework";
import { keepers } from "./strings";

const ADVERBS = "boldly brightly briskly calmly deeply duly evenly fairly firmly gently gladly greatly keenly kindly largely lightly mainly mostly neatly nicely openly partly plainly purely quietly rarely really simply slowly softly truly warmly wholly wisely".split(" ");
const ADJECTIVES = "able agile amber ample apt bold brave brisk bright calm candid clear clever cosmic crisp deft eager early easy epic fair famous fine fleet fond frank fresh gentle glad golden good grand happy hardy honest humble ideal jolly keen kind light liked live lively loyal lucid lucky mellow mighty modest neat nimble noble novel open patient polite prime proud quick quiet rapid rare ready rich robust select sharp silent smart snug solid sound stable steady still stout strong subtle sunny sure swift tidy true upright valid vast vital vivid warm wise witty worthy".split(" ");
const ANIMALS = "adder alpaca ant ape badger bass bat bear beaver bee beetle bison boar bobcat buck bull camel caribou cat catfish civet clam cobra cod condor coral cougar cow coyote crab crane cricket crow deer dingo dodo dog dolphin donkey dove drake duck eagle eel egret elk emu falcon ferret finch fish fly fowl fox frog gecko gibbon giraffe gnu goat goose grouse gull hare hawk hen heron hog hornet horse hound husky hyena ibex iguana impala jackal jaguar jay kite kiwi koala lamb lark lemur lion lizard llama lobster lynx macaw mackerel magpie mako mallard mammoth marlin marten mink mole monkey moose moray moth mouse mule newt ocelot octopus orca oryx osprey otter owl ox oyster panda panther parrot perch pheasant pig pigeon pika piranha pony possum prawn puffin pug puma python quail rabbit raccoon ram raptor raven ray reindeer robin rooster salmon sawfish seal shad shark sheep shrew shrimp skink skunk sloth slug snail snake snipe sole sparrow spider squid stag starling stingray stork stud swan swift tapir tern thrush tick tiger toad tortoise toucan trout tuna turkey turtle urchin viper vulture walrus warthog wasp weasel whale whippet wolf wombat worm wren yak zebra".split(" ");

export const randomPet: RandomResource = {
  schema: {
    token: "random:index/randomPet:RandomPet",
    version: 0,
    fields: {
      keepers: keepers(),
      length: int({ default: 2, replaces: true }),
      prefix: string({ replaces: true }),
      separator: string({ default: "-", replaces: true }),
    },
  },
  draw: (planned) => {
    const separator = text(planned.separator);
    const name = words(number(planned.length)).join(separator);
    return { id: isUnset(planned.prefix) || planned.prefix === "" ? name : text(planned.prefix) + separator + name };
  },
};

/** `wisely-calm-otter`: an animal, before it an adjective, before that adverbs. */
function words(length: number): string[] {
  const pick = (list: readonly string[]): string => list[randomInt(list.length)] ?? "";
  if (length <= 1) return [pick(ANIMALS)];
  return [...Array.from({ length: length - 2 }, () => pick(ADVERBS)), pick(ADJECTIVES), pick(ANIMALS)];
}
